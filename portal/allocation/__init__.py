"""Stock, shares of short stock, backorders and promise dates."""
