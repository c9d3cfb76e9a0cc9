"""What stands where in lines that are not clear: the page that asks, and what was answered."""
