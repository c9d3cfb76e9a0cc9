"""Dangerous goods among parts, and what of them may be carried how."""
