"""What everything stands on: who sees what, periods, fields, figures, formats, and the registry of all apps."""
