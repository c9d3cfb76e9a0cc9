"""A paper as HTML: the page that the printer turns into a PDF, pure function of its input."""

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from portal.core.counted import counted
from portal.core.printed_text import legible, sign_facts, unprintable
from portal.documents.labels_units import QUANTITIES
from portal.documents.printing import figures
from portal.documents.printing.amount_words import amount_in_words
from portal.documents.printing.columns import (
    Column,
    Widths,
    beside,
    fitting,
    fitting_size,
    in_steps,
    tabs_between,
    wider_than,
    widest,
    width_of,
)
from portal.documents.printing.places import TEMPLATES
from portal.documents.printing.words import ENGLISH, Words
from portal.documents.rules_kinds import PaperKind
from portal.documents.rules_parts import Snapshot
from portal.documents.rules_sums import part_rounding
from portal.documents.rules_words import mark as _l
from portal.documents.rules_words import mark_in_context

FOOT_SIZE, FOOT_WIDTH = 6.8, 108.0
"""The foot of a page, in points and millimetres."""
SUM_PADDING = 3.4
"""Left and right of a sum, in millimetres."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_l": _l, "pgettext": mark_in_context, "counted": counted}
    environment.filters |= {"css_string": css_string, "css_counters": css_counters, "ordered_by": ordered_by}
    environment.filters |= {"coded": coded, "counted_in": counted_in}
    return environment


def paper_html(kind: PaperKind, snapshot: Snapshot, words: Words) -> str:
    """Return the paper's HTML in the receiver's words.

    Raises jinja2.UndefinedError for a missing mandatory field.
    """
    template = _environment().get_template(kind.template)
    return template.render(paper=snapshot, title=kind.title, words=words, both=words.both, **_printers(words))


def list_html(template: str, told: Mapping[str, object], words: Words) -> str:
    """Return the HTML of a working list in one language; a sign without a font stands as its code point."""

    def written(text: object) -> Markup:
        return words.written(printable(str(text)))

    return (
        _environment()
        .get_template(template)
        .render(**told, words=words, local=words.local, written=written, picture_of_text=picture_of_text)
    )


def printable(text: str) -> str:
    """Return a text as it is seen, a sign that no font of the papers prints told by its code point."""
    seen = legible(text)
    while sign := unprintable(seen):
        seen = seen.replace(sign, f"[{sign_facts(sign)['code_point']}]")
    return seen


def _printers(words: Words) -> dict[str, object]:
    """Return what templates call to print figures, dates and pictures."""
    locale = words.code
    return {
        "column": partial(_column, words),
        "heads_of": partial(heads_of, words),
        "fitting": fitting,
        "in_steps": in_steps,
        "wider_than": wider_than,
        "beside": beside,
        "in_column": figures.in_column,
        "printed": printed,
        "named": lambda line: words.named(line["description"], line.get("description_local", "")),
        "continued": lambda place: _continued(words, place),
        "room_for": room_for,
        "foot": foot,
        "fitting_size": fitting_size,
        "latin": words.latin,
        "written": words.written,
        "told": words.told,
        "label": words.label,
        "headed": words.headed,
        "heading": words.heading,
        "here": words.here,
        "in_line": words.in_line,
        "beside_tab": words.beside_tab,
        "whole": words.whole,
        "country": words.country,
        "number": lambda value: figures.number(value, locale),
        "quantity": lambda value: figures.quantity(value, locale),
        "amount": lambda value, currency: figures.amount(value, currency, locale),
        "money": lambda value, currency: figures.money(value, currency, locale),
        "unit_price": lambda value: figures.unit_price(value, locale),
        "weight": lambda value: figures.weight(value, locale),
        "volume": lambda value: figures.volume(value, locale),
        "day": lambda value: words.dated(figures.day(value, locale), figures.day(value, ENGLISH.language)),
        "in_words": lambda value, currency: _in_words(value, currency, words),
        "sscc": grouped_sscc,
        "picture_of_address": picture_of_address,
        "in_units": partial(_in_units, words),
        "quantity_sums": quantity_sums,
        "part_rounding": part_rounding,
        "created": lambda value: date.fromisoformat(value).isoformat(),
    }


def _column(words: Words, head: str, texts: Iterable[str] = (), *, unit: str = "", **shape: Any) -> Column:
    """Return a column with its head in both languages, the unit after the words; `shape` goes to `Column`."""
    local, *english = dict.fromkeys([words.local(head), str(head)])
    return Column(words.headed(head, unit), (f"{local} {unit}", *english), tuple(texts), **shape)


def heads_of(
    words: Words, columns: Sequence[Column], laid: Widths, cells: Sequence[tuple[int, int, float]]
) -> list[tuple[int, Markup]]:
    """Return the heads of a table, cell by cell: how many columns it spans, and its words.

    `cells` name the cells that hold several columns: from which on, to before which, and how wide their tabs are. Where
    a head would not stay on its line, each of them has a cell of its own.
    """
    heads: list[tuple[int, Markup]] = []
    at = 0
    for start, end, step in [*cells, (len(columns), len(columns), 1.0)]:
        heads += [(1, column.head) for column in columns[at:start]]
        shared = columns[start:end]
        tabs = tabs_between(shared, laid.columns[start:end], step) if shared else None
        if tabs:
            told = [(column.words[0], column.words[-1]) for column in shared]
            heads.append((len(shared), words.headed_together(told, tabs)))
        else:
            heads += [(1, column.head) for column in shared]
        at = end
    return heads


def _continued(words: Words, place: str) -> str:
    """Return what stands above the rest of a carton on its next page, in both languages."""
    sentence = _l("Carton %(number)s (continued)")
    return " · ".join(dict.fromkeys([words.local(sentence, number=place), sentence % {"number": place}]))


def printed(rows: Iterable[Snapshot], name: str, writer: Callable[..., str], *further: object) -> list[str]:
    """Return one field of all rows as it is printed; further arguments go to the writer (a currency)."""
    return [writer(row[name], *further) for row in rows]


def ordered_by(line: Snapshot) -> str:
    """Return the order of a line and what its buyer calls it."""
    return ", ".join(number for number in (line["order_number"], line.get("po_number")) if number)


def foot(number: str, seller: str) -> str:
    """Return what stands at the foot of each page: the paper's number, and who issued it where that fits its line."""
    both = f"{number} · {seller}"
    return both if width_of(both, FOOT_SIZE) < FOOT_WIDTH else number


def coded(line: Snapshot) -> str:
    """Return the HS code of a line and the country its goods come from."""
    return " ".join(code for code in (line.get("hs_code"), line.get("origin")) if code)


def counted_in(line: Snapshot, writer: Callable[[str, str], str]) -> str:
    """Return the quantity of a line with its unit."""
    return writer(line["quantity"], line["unit"])


def _in_units(words: Words, quantity: str | Decimal, unit: str) -> str:
    """Return a quantity with its unit, once and in English as all papers say it; a unit without words as its code."""
    shown = figures.quantity(str(quantity), words.code)
    return words.counted(QUANTITIES[unit], quantity, shown) if unit in QUANTITIES else f"{shown} {unit}"


def room_for(figures: Iterable[str], size: float, least: float, most: float) -> float:
    """Return how wide a column of bold figures must be in millimetres, with its padding, within limits."""
    return round(min(max(widest(figures, size, bold=True) + SUM_PADDING, least), most), 2)


def _in_words(value: str, currency: str, words: Words) -> list[Markup]:
    """Return the amount in the receiver's words, when they are spoken here, and in English."""
    spoken = [amount_in_words(value, currency, words.locale)] if not words.is_english else []
    spoken.append(amount_in_words(value, currency, ENGLISH))
    return [words.written(sentence) for sentence in spoken if sentence]


def grouped_sscc(code: str) -> str:
    """Return an SSCC as people read it: (00) 0 8002008 000001234 6 in groups of digits."""
    return "(00)\N{NO-BREAK SPACE}" + "\N{NO-BREAK SPACE}".join((code[0], code[1:8], code[8:17], code[17:]))


def quantity_sums(lines: list[Snapshot]) -> list[tuple[str, Decimal]]:
    """Return the total quantity of each unit, in the order in which units appear."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line["unit"]] = sums.get(line["unit"], Decimal(0)) + Decimal(line["quantity"])
    return list(sums.items())


def picture_of_address(address: str, told: str) -> Markup:
    """Return a QR code of an address as inline SVG, so that nothing needs fetching; `told` says what it is for."""
    code = segno.make(address, error="m", boost_error=False)
    drawn, title = io.BytesIO(), f"{told}: {address}"
    code.save(
        drawn, "svg", xmldecl=False, nl=False, border=0, omitsize=True, svgclass=None, lineclass=None, title=title
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - drawn here, and holds nothing but shapes


def picture_of_text(text: str) -> Markup:
    """Return a QR code of a short text as inline SVG, as a scanner at a shelf reads it."""
    drawn = io.BytesIO()
    segno.make(text, error="m", boost_error=False, micro=False).save(
        drawn, "svg", xmldecl=False, nl=False, border=0, omitsize=True, svgclass=None, lineclass=None
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - drawn here, and holds nothing but shapes


def css_string(text: object) -> Markup:
    """Return a text as a CSS string literal that cannot end the style element around it."""
    escaped = re.sub(r"[^\w .,:;/()-]", lambda found: f"\\{ord(found[0]):x} ", str(text))
    return Markup(f'"{escaped}"')  # noqa: S704 - everything that could matter is escaped


def css_counters(text: str) -> Markup:
    """Return the CSS content of a "page n of N".

    In the text, 1 and 2 (control characters) stand for the page's number and the number of pages.
    """
    counters = {"\x01": Markup("counter(page)"), "\x02": Markup("counter(pages)")}
    pieces = (piece for piece in re.split("([\x01\x02])", text) if piece)
    return Markup(" ").join(counters.get(piece) or css_string(piece) for piece in pieces)
