"""Issued papers: frozen snapshot, number, PDF, hash and storage.

A paper is made once, from plain values, in the receiver's language beside English. Nothing here
knows an order, a shipment or an invoice; the room that issues hands over a snapshot.
"""
