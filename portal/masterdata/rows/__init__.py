"""Rows of master data on pages: lists, the form of one, and what is changed by it."""
