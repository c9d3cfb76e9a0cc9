"""Depots and stock, what is tied to which line, what runs decided, and the dates that were promised."""
