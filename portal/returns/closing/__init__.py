"""Orders whose goods are past every claim window: found, and closed once a day."""
