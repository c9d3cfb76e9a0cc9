"""Holds: records beside the state of an order, and which steps each stops."""
