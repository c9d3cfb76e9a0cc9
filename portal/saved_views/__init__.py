"""What people keep of lists: views under a name of their own, and how dense tables are on a screen."""
