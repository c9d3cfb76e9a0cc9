"""Lists of parts people keep and share."""
