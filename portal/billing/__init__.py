"""Proforma and commercial invoices, credit notes, e-invoice data."""
