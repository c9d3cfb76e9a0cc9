"""Claims, return authorisations, inspection and outcome."""
