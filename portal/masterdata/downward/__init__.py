"""Price lists of a general distributor's own for its dealers."""
