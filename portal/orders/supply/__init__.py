"""Stock for order lines: the release run, backorders and the promises made for them."""
