"""What is missing before the first order, what lacks what, and which figures hold."""
