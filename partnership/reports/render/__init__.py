"""Render a composed report as mail, plain text, PDF and workbook.

This package and its parents import nothing, so that the program `draw` starts fast and without Django.
"""
