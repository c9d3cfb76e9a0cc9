"""From HTML to PDF/A-3a. Importing this module needs WeasyPrint's system libraries.

The page may load nothing but stylesheets and fonts of this portal, and the pictures it was handed; anything else ends
the print.
"""

import gc
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from portal.documents.printing.places import STATIC
from portal.documents.printing.sealing import seal

SCHEME, PICTURE = "static:", "picture:"
_TYPES = {".ttf": "font/ttf", ".css": "text/css"}


class ForbiddenResource(RuntimeError):
    """The page asked for something that is not a font or stylesheet of this portal."""


class PaperResources(URLFetcher):
    """Knows `static:<path>` for fonts and stylesheets below static/, `picture:<hash>` for those handed in, no more."""

    def __init__(self, pictures: Mapping[str, bytes] = MappingProxyType({})) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._pictures = pictures

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return one of our own files; everything else stops the whole print."""
        drawn = self._pictures.get(url.removeprefix(PICTURE)) if url.startswith(PICTURE) else None
        if drawn is not None:
            return URLFetcherResponse(url, body=drawn, headers={"Content-Type": "image/jpeg"})
        path = self._own_file(url)
        return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": _TYPES[path.suffix]})

    def _own_file(self, url: str) -> Path:
        path = (STATIC / url.removeprefix(SCHEME)).resolve()
        inside = path.is_relative_to(STATIC.resolve()) and path.is_file()
        if not (url.startswith(SCHEME) and inside and path.suffix in _TYPES):
            raise FatalURLFetchingError(url)
        return path


class _PaperPage(HTML):
    """A page written as XML, read without a browser's patience, whose defaults are one short stylesheet."""

    def __init__(self, page: str, resources: PaperResources) -> None:
        root = ElementTree.fromstring(page)  # noqa: S314 - written by our templates, without declarations
        self.base_url, self.url_fetcher, self.media_type = SCHEME, resources, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_sheet("papers-defaults.css")]


@lru_cache(maxsize=8)
def _sheet(name: str) -> CSS:
    """Return a stylesheet below static/css, read once a process."""
    return CSS(string=(STATIC / "css" / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _faces(fonts: str) -> tuple[CSS, FontConfiguration]:
    """Return rules of fonts and where the printer holds these fonts, read and registered once a process."""
    configuration = FontConfiguration()
    return CSS(string=fonts, url_fetcher=PaperResources(), font_config=configuration), configuration


_printing = threading.Lock()


@contextmanager
def _alone() -> Iterator[None]:
    """Print one paper at a time, since papers share their fonts, and without the cyclic collector.

    The collector costs a third of a long print.
    """
    with _printing:
        gc.disable()
        try:
            yield
        finally:
            gc.enable()


def print_paper(
    html: str, sheets: Sequence[str], fonts: str, pictures: Mapping[str, bytes] = MappingProxyType({})
) -> bytes:
    """Return the tagged PDF/A-3a of a page.

    `sheets` are its stylesheets below static/css, `fonts` its @font-face rules, `pictures` its JPEGs by their
    hashes. Raises ForbiddenResource when the page asks for anything foreign.
    """
    with _alone():
        try:
            page = _PaperPage(html, PaperResources(pictures))
            faces, configuration = _faces(fonts)
            styles = [faces, *map(_sheet, sheets)]
            document = page.render(font_config=configuration, stylesheets=styles, pdf_variant="pdf/a-3a")
            pdf: bytes = document.write_pdf(finisher=seal, pdf_variant="pdf/a-3a")
        except FatalURLFetchingError as refused:
            raise ForbiddenResource(f"a paper may not load {refused}") from None
    return pdf
