"""Change sets: what waits, what was done, by whom."""
