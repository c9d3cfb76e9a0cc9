"""Spreadsheets of master data: templates, reading, comparing, and the jobs that do."""
