"""Commercial invoices and credit notes, and the money they move."""
