"""Parts that replace others: chains, their picture, substitutes."""
