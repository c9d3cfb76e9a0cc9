"""Ledger, credit, payment terms and ageing."""
