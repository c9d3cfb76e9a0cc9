"""Tests of a part of the room returns."""
