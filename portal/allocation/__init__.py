"""Stock given to order lines in their turn: runs and their export, backorders, and the promises made for them."""
