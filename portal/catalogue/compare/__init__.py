"""Parts beside each other."""
