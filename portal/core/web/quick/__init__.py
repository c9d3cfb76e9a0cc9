"""The one fenced place that reaches into a library's inside, or does its work over, for speed alone.

Only `portal.core.web` and `portal.app` import from here. Each piece says what it buys (`python -m bench.quick` prints
the table anew), has a test that it gives sign for sign what the library gives, and can be switched off by its name in
`PORTAL_PLAIN`: then the library does the work, as it should when a new release of it no longer fits.
"""

from flask import current_app

from portal.core.config import Piece


def is_quick(piece: Piece) -> bool:
    """Tell whether the application at hand uses a piece, or leaves its work to the library."""
    return piece not in current_app.extensions["settings"].plain
