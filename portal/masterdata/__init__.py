"""Master data: what a company keeps clean with pages and spreadsheets, each change one entry of one history."""
