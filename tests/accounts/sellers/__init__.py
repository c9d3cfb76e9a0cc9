"""Tests of the part sellers of the room accounts."""
