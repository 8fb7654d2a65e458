"""Writes that span several records of research."""
