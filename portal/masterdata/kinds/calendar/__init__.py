"""Kinds of master data about days and hours."""
