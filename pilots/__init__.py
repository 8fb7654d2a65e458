"""Pilot test bases and what they measure."""
