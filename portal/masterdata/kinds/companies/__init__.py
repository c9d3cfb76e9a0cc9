"""Kinds of master data about who sells, buys and is written to."""
