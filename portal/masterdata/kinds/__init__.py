"""One file a kind of master data, named after it; none knows another."""
