"""Picking, cartons, shipments, milestones and receipts."""
