"""Tests of what reads other people's spreadsheets."""
