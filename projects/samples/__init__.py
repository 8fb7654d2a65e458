"""Sample projects and what came of them: outcomes, patents, engineering cases."""
