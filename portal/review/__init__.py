"""Headquarters' queue: what waits, for whom, until when."""
