"""Orders that ship only whole: how far they are gathered, and what may leave."""
