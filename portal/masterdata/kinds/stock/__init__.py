"""Kinds of master data about what lies where and what comes."""
