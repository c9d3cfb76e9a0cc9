"""What master data is called: kinds, fields, choices, headings of files, and why something is refused."""
