"""Kinds of master data about what is charged."""
