"""The search of the catalogue: what is typed, the ways it finds parts, the words there are, pages and facets."""
