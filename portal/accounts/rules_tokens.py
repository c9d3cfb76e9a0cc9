"""The hash under which a token is kept; the token itself is nowhere but with its owner."""

import hashlib


def token_hash(token: str) -> str:
    """Return what is stored of a token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()
