"""Ledger, credit limits and their accounts, payment terms, ageing."""
