"""Photos of parts: sent, drawn anew, put in order, shown."""
