"""The one fenced place that reaches into a library's inside, for speed alone; each piece can be switched off."""
