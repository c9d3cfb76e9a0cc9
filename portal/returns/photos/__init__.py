"""Photos of claims: taken in, drawn anew, kept, and forgotten when nobody hands them in."""
