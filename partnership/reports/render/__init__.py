"""The forms of a composed report: mail, text, PDF, workbook.

Like the packages above it this one imports nothing, so that the program `draw` starts fast and without Django.
"""
