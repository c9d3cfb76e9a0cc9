"""Tests of the part companies of the room accounts."""
