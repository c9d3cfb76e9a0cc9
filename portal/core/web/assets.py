"""What a browser fetches once and keeps for a year: files of `static/`, each under an address with its fingerprint.

Style sheets are written a component a file and read as one, `css/portal.css`, which lies nowhere: it is put together
from the files whenever somebody asks, so that a page waits for one answer and a changed file shows at once.

Texts go out compressed to whoever takes that, also where no proxy stands before the portal: a fifth of the bytes of the
first page somebody opens. Pages themselves are left to the proxy.
"""

import gzip
import hashlib
import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from flask import Flask, Response, current_app, request, send_file, url_for

from portal.core.config import ROOT

STATIC = ROOT / "static"
SHEET = "css/portal.css"
_FIRST = ("tokens", "base", "layout")
_TEXTS = frozenset({"text/css", "text/javascript", "image/svg+xml"})
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
    """Answer with a file of `static/`, or with the style sheet; texts compressed where the browser takes that."""
    if filename == SHEET:
        content = style_sheet()
        response = send_file(BytesIO(content), mimetype="text/css", etag=_fingerprint(content))
    else:
        response = current_app.send_static_file(filename)
    return _squeezed(response) if response.mimetype in _TEXTS else response


def _squeezed(response: Response) -> Response:
    """Compress a whole file where that is asked for; its mark becomes a weak one, as the bytes are others."""
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings["gzip"]:
        return response
    mark = response.get_etag()[0]
    response.direct_passthrough = False
    response.set_data(_small(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Accept-Ranges"] = "none"
    if mark is not None:
        response.set_etag(mark, weak=True)
    return response


@lru_cache(maxsize=64)
def _small(content: bytes) -> bytes:
    """Return a file compressed, the same bytes each time; made once a file and process."""
    return gzip.compress(content, mtime=0)


def install(app: Flask) -> None:
    """Serve the style sheet beside the files of an application's static folder."""
    app.endpoint("static")(_serve)
