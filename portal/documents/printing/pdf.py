"""Prints an issued paper: the same snapshot gives the same bytes, on every machine.

Print once, after commit, in a worker; store the bytes and serve them. Printing takes about half a
second for a hundred lines.
"""

import ctypes
from collections.abc import Mapping, Sequence
from types import ModuleType

from portal.documents.printing.glyphs import families_for, refuse_missing_glyphs
from portal.documents.printing.markup import list_html, paper_html
from portal.documents.printing.words import UNSEEN, words_of
from portal.documents.rules_freeze import as_seen
from portal.documents.rules_kinds import PaperKind
from portal.documents.rules_parts import Snapshot

_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libfontconfig.so.1": "libfontconfig1",
}
ONE_WEIGHT = frozenset({"NotoSansCJKscRare"})
"""Families of one file, which prints bold texts too."""


class PdfUnavailable(RuntimeError):
    """Papers cannot be printed on this machine; `missing` names the packages to install."""

    def __init__(self, missing: Sequence[str], reason: str = "") -> None:
        self.missing = tuple(missing)
        wanted = ", ".join(missing) or reason
        super().__init__(f"papers cannot be printed here, missing: {wanted}")


def render_pdf(kind: PaperKind, snapshot: Snapshot, locale: str, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the paper as PDF/A-3a in the receiver's language beside English.

    `snapshot` has passed `problems_of`; `locale` is the receiver's, such as `ar` or `pt_BR`; `pictures` are those the
    snapshot names, by their hashes. Signs that nobody
    sees are left out, also of a snapshot that was frozen with them. Raises
    MissingGlyph for a character that no font of ours prints, PdfUnavailable where system libraries are
    missing, ValueError for an unknown locale.
    """
    snapshot = as_seen(snapshot)
    refuse_missing_glyphs(snapshot)
    words = words_of(locale)
    html = paper_html(kind, snapshot, words)
    seen = html.translate(UNSEEN)
    refuse_missing_glyphs(seen, field="words of the paper")
    sheets = ("papers.css", "papers-rtl.css") if words.right_to_left else ("papers.css",)
    pdf: bytes = _printer().print_paper(html, sheets, font_faces(seen), pictures or {})
    return pdf


def render_list(template: str, told: Mapping[str, object], locale: str) -> bytes:
    """Return a working list of headquarters' own as PDF/A-3a, in one language: a template with what it is told.

    Signs that nobody sees are left out, and what no font of ours prints is told by its code point. Raises
    PdfUnavailable where system libraries are missing, ValueError for an unknown locale.
    """
    words = words_of(locale)
    seen = list_html(template, told, words).translate(UNSEEN)
    pdf: bytes = _printer().print_paper(seen, ("papers-lists.css",), font_faces(seen))
    return pdf


def missing_libraries() -> list[str]:
    """Return the Debian packages that printing still needs on this machine; empty when none."""
    return [package for name, package in _LIBRARIES.items() if not _loads(name)]


def font_faces(text: str) -> str:
    """Return the @font-face rules of the families that this text needs, and the rules that name them, and no others.

    Their names are not those of the fonts, so that a font installed on the machine never stands
    in for ours (font matching ignores blanks: NotoSans would be the system's Noto Sans).
    """
    families = families_for(text)
    faces = "".join(
        f'@font-face{{font-family:"Paper{family}";font-weight:{weight};src:url("static:fonts/{family}-{style}.ttf")}}\n'
        for family in families
        for weight, style in (("normal", "Regular"), ("bold", "Regular" if family in ONE_WEIGHT else "Bold"))
    )
    named = "font-family:" + ",".join(f"Paper{family}" for family in families)
    return f"{faces}@page{{{named}}}html{{{named}}}\n"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _printer() -> ModuleType:
    """Import the printer only now, so that the portal starts where its libraries are missing."""
    try:
        from portal.documents.printing import printer  # noqa: PLC0415 - see above
    except (ImportError, OSError) as failure:
        raise PdfUnavailable(missing_libraries(), str(failure).splitlines()[0]) from failure
    return printer
