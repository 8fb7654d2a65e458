"""The basis of all rooms: visibility, periods, fields, figures, formats, and the registry of all apps."""
