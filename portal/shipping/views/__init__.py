"""Shipments as both doors see them: lists, one shipment, and what comes next."""
