"""Price lists, agreements, quantity tiers and the explained price."""
