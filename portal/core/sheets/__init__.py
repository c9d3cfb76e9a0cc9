"""Spreadsheets coming in and going out: rows of text and typed cells, whatever they are about."""
