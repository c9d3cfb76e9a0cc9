"""What a browser fetches once and keeps for a year: files of `static/`, each under an address with its fingerprint.

Style sheets are written a component a file and read as one, `css/portal.css`, which lies nowhere: it is put together
from the files whenever somebody asks, so that a page waits for one answer and a changed file shows at once.
"""

import hashlib
import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from flask import Flask, Response, current_app, send_file, url_for

from portal.core.config import ROOT

STATIC = ROOT / "static"
SHEET = "css/portal.css"
_FIRST = ("tokens", "base", "layout")
_FOR_READERS = re.compile(rb"/\*.*?\*/\s*|^\s+", re.DOTALL | re.MULTILINE)


def sheet_files() -> list[Path]:
    """Return the files of the style sheet in their order: tokens, base, layout, then components by name.

    A component overrules none that is named before it, but where it says so: `table_cards` comes after `table`.
    """
    folder = STATIC / "css"
    return [
        *(folder / f"{name}.css" for name in _FIRST),
        *sorted((folder / "components").glob("*.css"), key=lambda file: file.stem),
    ]


def style_sheet() -> bytes:
    """Return the portal's whole style sheet, without the comments and indents of its files."""
    return _FOR_READERS.sub(b"", b"".join(file.read_bytes() for file in sheet_files()))


@lru_cache(maxsize=256)
def asset_below(_root: str, path: str) -> str:
    """Return the address of a file in `static/` with its fingerprint, for an application mounted at a root.

    Made once a file and process: a page names several, and each fingerprint is of a whole file.
    """
    return url_for("static", filename=path, v=_fingerprint(_content(path)))


def _content(path: str) -> bytes:
    return style_sheet() if path == SHEET else (STATIC / path).read_bytes()


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]


def _serve(filename: str) -> Response:
    """Answer with a file of `static/`, or with the style sheet."""
    if filename != SHEET:
        return current_app.send_static_file(filename)
    content = style_sheet()
    return send_file(BytesIO(content), mimetype="text/css", etag=_fingerprint(content))


def install(app: Flask) -> None:
    """Serve the style sheet beside the files of an application's static folder."""
    app.endpoint("static")(_serve)
