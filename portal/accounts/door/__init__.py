"""The way in: login, sessions, one-time links, passwords, and how often one may try."""
