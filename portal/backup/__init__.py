"""Backup and restore of everything the portal keeps; an operator's tool beside the command line."""
