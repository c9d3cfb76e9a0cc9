"""Who sells: the maker's legal entities and their bank details."""
