"""Decisions about an order: handed in, withdrawn, reviewed, held, approved, rejected."""
