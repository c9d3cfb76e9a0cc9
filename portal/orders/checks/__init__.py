"""What a review looks at: the facts of an order, the checks over them, and the words of what they find."""
