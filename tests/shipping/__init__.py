"""Tests of the room shipping."""
