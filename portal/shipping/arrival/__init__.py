"""At the distributor's: the receipt carton by carton, and what it found."""
