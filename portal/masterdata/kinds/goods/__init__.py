"""Kinds of master data about parts."""
