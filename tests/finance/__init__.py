"""Tests of the room finance."""
