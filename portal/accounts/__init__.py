"""People, distributors, roles, and the way in through two doors."""
