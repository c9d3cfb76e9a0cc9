"""Kinds of master data about rules of the trade by date."""
