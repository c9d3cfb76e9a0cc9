"""How wide a printed text is, and how wide columns must be so that no figure wraps or leaves the page.

Widths are measured in the papers' own fonts, before anything is laid out: millimetres, sizes in points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from portal.documents.printing.glyphs import families_for
from portal.documents.printing.places import STATIC

MM_PER_POINT = 25.4 / 72
PAGE_WIDTH = 184.0
"""What an A4 page leaves between its side margins."""
PADDING = 2.2
"""Left and right of what stands in a cell of goods, and a hair for rounding."""
GOODS_SIZE, HEAD_SIZE, ENGLISH_HEAD_SIZE = 7.4, 6.3, 5.6
"""Sizes of goods and of their heads in papers.css."""
WIDEST_WORD = 42.0
"""A code longer than this breaks: part numbers and references, never a figure."""
WIDE = 1.0
"""What one Chinese sign takes, in ems."""


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column: its head, in both languages, and texts of which none may wrap.

    `least` is what it takes in any case; `grows` marks the one that takes what is left; `breaks` those whose longest
    texts may break.
    """

    head: Markup
    words: tuple[str, ...]
    texts: tuple[str, ...] = ()
    least: float = 0.0
    grows: bool = False
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Widths:
    """Widths of columns in millimetres, the size in points at which all figures fit, and whether a code must break."""

    columns: tuple[float, ...]
    size: float
    broken: bool


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text of one line is printed, in millimetres; never less than it is."""
    return sum(_advance(letter, bold) for letter in text) * size * MM_PER_POINT


def widest(texts: Iterable[str], size: float, *, bold: bool = False) -> float:
    """Return the width of the widest of some texts, 0 without any."""
    return max((width_of(text, size, bold=bold) for text in set(texts)), default=0.0)


def fitting(columns: Sequence[Column], *, page: float = PAGE_WIDTH, rest: float = 30.0) -> Widths:
    """Return widths that fill the page: each column as wide as what may not wrap, the growing one the rest.

    Where less than `rest` millimetres would be left to the growing column, everything is printed smaller.
    """
    size = GOODS_SIZE
    while True:
        least = [_least(column, size) for column in columns]
        left = page - sum(width for column, width in zip(columns, least, strict=True) if not column.grows)
        if left >= rest or size < 3:
            pairs = zip(columns, least, strict=True)
            broken = any(column.breaks and widest(column.texts, size) > WIDEST_WORD for column in columns)
            return Widths(tuple(round(left if column.grows else width, 2) for column, width in pairs), size, broken)
        size = round(size - 0.2, 1)


def in_steps(laid: Widths, first: int, texts: Iterable[str], *, grows: int) -> Widths | None:
    """Return widths at which three columns' texts fit into one cell whose tabs are as wide as the first of the columns.

    The column after `first` is two tabs wide, and none of its `texts` ends so near to a tab that it could be taken for
    longer or shorter. The growing column gives the room. None where it would be left less than a third of the page, or
    where a code must break.
    """
    widths, columns = {width_of(text, laid.size) for text in set(texts)}, list(laid.columns)
    step = max(columns[first], columns[first + 1] / 2)
    while any(abs(width - step) < PADDING for width in widths):
        step += PADDING / 4
    columns[grows] -= 3 * step - columns[first] - columns[first + 1]
    columns[first], columns[first + 1] = step, 2 * step
    if laid.broken or columns[grows] < PAGE_WIDTH / 3:
        return None
    return replace(laid, columns=tuple(round(width, 2) for width in columns))


def wider_than(step: float, texts: Iterable[str], size: float) -> set[str]:
    """Return the texts that end beyond a tab of so many millimetres."""
    return {text for text in set(texts) if width_of(text, size) > step}


def beside(laid: Widths, first: int, figures: Iterable[str]) -> float:
    """Return the tab at which figures begin that share a cell with column `first` and end at the edge of their own."""
    return round(laid.columns[first] + laid.columns[first + 1] - PADDING - widest(figures, laid.size), 2)


def tabs_between(columns: Sequence[Column], widths: Sequence[float], step: float) -> tuple[tuple[int, ...], ...] | None:
    """Return how many tabs follow each head but the last of columns whose heads share a cell, by language.

    Tabs are `step` millimetres wide, as those between the texts below. None where a head does not stay on one line
    within its column.
    """
    told = [[column.words[0] for column in columns], [column.words[-1] for column in columns]]
    sizes = ((HEAD_SIZE, True), (ENGLISH_HEAD_SIZE, False))
    found = []
    for heads, (size, bold) in zip(told, sizes, strict=True):
        wide = [width_of(head, size, bold=bold) for head in heads]
        if any(head > width - PADDING for head, width in zip(wide, widths, strict=True)):
            return None
        pairs = zip(wide[:-1], widths[:-1], strict=True)
        found.append(tuple(round(width / step) - int(head // step) for head, width in pairs))
    return tuple(found)


def fitting_size(texts: Iterable[str], room: float, *, most: float) -> float:
    """Return the size in points, at most `most`, at which the widest bold text fits into a room of millimetres."""
    wide = widest(texts, most, bold=True)
    return most if wide <= room else int(most * room / wide * 10) / 10


def _least(column: Column, size: float) -> float:
    local, *english = column.words
    heads = _in_two_lines(local, HEAD_SIZE, bold=True)
    beside = max((_in_two_lines(words, ENGLISH_HEAD_SIZE, bold=False) for words in english), default=0.0)
    texts = widest(column.texts, size)
    return max(column.least, heads, beside, min(texts, WIDEST_WORD) if column.breaks else texts) + PADDING


def _in_two_lines(head: str, size: float, *, bold: bool) -> float:
    """Return how wide a head must be to need no third line."""
    words = head.split()
    breaks = range(1, len(words) + 1)
    return min((widest([" ".join(words[:at]), " ".join(words[at:])], size, bold=bold) for at in breaks), default=0.0)


@lru_cache(maxsize=4_096)
def _advance(letter: str, bold: bool) -> float:
    for family in families_for(letter):
        if family.startswith("NotoSansCJK"):
            return WIDE
        known = _advances(family, bold).get(letter)
        if known is not None:
            return known
    return WIDE


@lru_cache(maxsize=8)
def _advances(family: str, bold: bool) -> dict[str, float]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only who prints needs it

    with TTFont(STATIC / "fonts" / f"{family}-{'Bold' if bold else 'Regular'}.ttf", lazy=True) as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(point): metrics[name][0] / em for point, name in font.getBestCmap().items()}
