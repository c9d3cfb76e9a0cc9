"""Finds what a spreadsheet says where: the table, its headings, the columns that are wanted. Pure.

What the catalogue knows decides the column of part numbers, then headings, then the look of the cells. A
quantity is never guessed: it has a heading, or stands alone beside known parts in a table without headings.
Where that is not enough the answer is not sure, and a person chooses.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.core.sheets.model import Book, Kind
from portal.intake.rules_cells import MOSTLY, Cell, Column
from portal.intake.rules_headings import Field, Strength
from portal.intake.rules_look import Look, looks_at

KNOWN_ENOUGH = 0.5
NEVER_PART = frozenset({Field.PRICE, Field.AMOUNT, Field.DATE, Field.CURRENCY, Field.UNIT, Field.WEIGHT})
"""What is no part number, however much the cells look like it."""


class Doubt(StrEnum):
    """Why a person has to choose."""

    NO_PART = "no_part"
    TWO_PARTS = "two_parts"
    PART_BY_LOOK = "part_by_look"
    NO_QUANTITY = "no_quantity"
    TWO_QUANTITIES = "two_quantities"
    QUANTITY_BY_LOOK = "quantity_by_look"
    TWO_TABLES = "two_tables"
    MISSING = "missing"
    SEVERAL = "several"


@dataclass(frozen=True)
class Choice:
    """Where in a book things stand: the table and the row of headings (indexes, None without one), and the columns.

    Columns are counted from 0. `unseen`: rows that are hidden or struck through are read as well.
    """

    sheet: int
    heading: int | None
    columns: Mapping[Field, int]
    unseen: bool = False


@dataclass(frozen=True)
class Found:
    """What was found, and why it is not sure; without doubts it may be read."""

    choice: Choice
    doubts: tuple[Doubt, ...] = ()

    @property
    def sure(self) -> bool:
        """Tell whether nobody needs to be asked."""
        return not self.doubts


@dataclass(frozen=True)
class Wanted:
    """What somebody imports: part numbers, and these columns beside them; `needed` must be found, `more` may be."""

    needed: tuple[Field, ...] = (Field.QUANTITY,)
    more: tuple[Field, ...] = (Field.NOTE,)


def find(book: Book, wanted: Wanted, known: Container[str]) -> Found:
    """Return where things stand in a book: in the only table that is sure, else the best guess and why it is one.

    Where several tables are sure none is taken alone: somebody says which.
    """
    found = found_each(book, wanted, known)
    sure = [one for one in found if one.sure]
    if len(sure) > 1:
        return Found(sure[0].choice, (Doubt.TWO_TABLES,))
    return sure[0] if sure else min(found, key=lambda one: (len(one.doubts), Field.PART not in one.choice.columns))


def found_each(book: Book, wanted: Wanted, known: Container[str]) -> list[Found]:
    """Return where things stand in each table of a book, whatever stands in the others."""
    return [_found(index, look, wanted, known) for index, look in enumerate(looks_at(book))]


def found_in(book: Book, sheet: int, wanted: Wanted, known: Container[str]) -> Found:
    """Return where things stand in one table of a book."""
    return _found(sheet, looks_at(book)[sheet], wanted, known)


def _found(index: int, look: Look, wanted: Wanted, known: Container[str]) -> Found:
    shares = look.shares(known)
    part, doubts = _part(look, shares)
    columns: dict[Field, int] = {} if part is None else {Field.PART: part}
    for one in wanted.needed:
        place, doubt = _needed(look, one, part)
        if place is not None:
            columns[one] = place
        doubts += doubt
    for one in wanted.more:
        places = [i for i in look.named(one, Strength.PLAIN) if i not in columns.values()]
        if places:
            columns[one] = places[0]
    if look.sheet.kind is Kind.PASTE and doubts:
        placed = _by_place(look, shares)
        if placed is not None:
            return Found(Choice(index, look.heading, placed))
    return Found(Choice(index, look.heading, columns), tuple(doubts))


def _part(look: Look, shares: list[float]) -> tuple[int | None, list[Doubt]]:
    """The column of part numbers: known to the catalogue, plainly headed, weakly headed, or by its look."""
    known = [i for i, share in enumerate(shares) if share >= KNOWN_ENOUGH and not look.means(i, *NEVER_PART)]
    headed = look.named(Field.PART, Strength.PLAIN)
    if known:
        return _known_part(look, known, headed)
    if headed:
        return _one_of(look, headed, Doubt.TWO_PARTS)
    for strength in (Strength.NEAR, Strength.WEAK):
        places = [i for i in look.named(Field.PART, strength) if _may_hold_parts(look.columns[i])]
        if strength is Strength.WEAK:
            places = [i for i in places if look.columns[i].fits(Field.PART)]
        if places:
            return _one_of(look, places, Doubt.TWO_PARTS)
    free = [i for i, _column in enumerate(look.columns) if _unnamed(look, i)]
    likely = [i for i in free if look.columns[i].part_like >= MOSTLY and _may_hold_parts(look.columns[i])]
    likely = [i for i in likely if not look.columns[i].vins] or likely
    if len(likely) == 1:
        return likely[0], [Doubt.PART_BY_LOOK]
    return (likely[0], [Doubt.TWO_PARTS]) if likely else (None, [Doubt.NO_PART])


def _known_part(look: Look, known: list[int], headed: list[int]) -> tuple[int | None, list[Doubt]]:
    """Of the columns the catalogue knows, the one headed as part number; else the only one, or one of the same."""
    aside = (Field.OTHER_PART, Field.QUANTITY)
    named = [i for i in headed if i in known]
    if not named and headed and all(look.means(i, *aside) for i in known):
        named = headed
    if not named:
        named = [i for i in known if look.means(i, Field.PART)] or [i for i in known if not look.means(i, *aside)]
    named = named or known
    first = look.columns[named[0]].texts
    same = all(look.columns[i].texts == first for i in named)
    return named[0], [] if same else [Doubt.TWO_PARTS]


def _one_of(look: Look, places: list[int], doubt: Doubt) -> tuple[int | None, list[Doubt]]:
    """The only column, or the only one that is filled; else the first, in doubt."""
    filled = [i for i in places if look.columns[i].filled] or places
    if len(filled) > 1 and doubt is Doubt.TWO_PARTS:
        filled = [i for i in filled if _may_hold_parts(look.columns[i])] or filled
    if len(filled) > 1 and doubt is Doubt.TWO_QUANTITIES:
        filled = [i for i in filled if look.columns[i].fits(Field.QUANTITY)] or filled
    return filled[0], [] if len(filled) == 1 else [doubt]


def _may_hold_parts(column: Column) -> bool:
    """Whether nothing speaks against part numbers: no count of rows, no days, no amounts, not words alone."""
    against = column.share(Cell.DAY, Cell.MONEY, Cell.FRACTION)
    return not column.running and against < 0.2 and column.share(Cell.CODE, Cell.NUMBER, Cell.PIECES) >= 0.5


def _unnamed(look: Look, index: int) -> bool:
    """Whether the heading of a column says nothing known, or only a part weakly."""
    return index >= len(look.meanings) or look.meanings[index] is None or look.means(index, Field.PART)


def _needed(look: Look, wanted: Field, part: int | None) -> tuple[int | None, list[Doubt]]:
    """The column of something that is needed: headed so; a quantity may also be found by its look."""
    for strength in (Strength.PLAIN, Strength.NEAR):
        places = [i for i in look.named(wanted, strength) if i != part]
        if places:
            return _one_of(look, places, Doubt.TWO_QUANTITIES if wanted is Field.QUANTITY else Doubt.SEVERAL)
    return _by_look(look, part) if wanted is Field.QUANTITY else (None, [Doubt.MISSING])


def _by_look(look: Look, part: int | None) -> tuple[int | None, list[Doubt]]:
    """The column of quantities where no heading says so: sure only in a table without headings, beside known parts."""
    likely = [
        i
        for i, column in enumerate(look.columns)
        if i != part
        and column.share(Cell.PIECES) >= MOSTLY
        and _unnamed(look, i)
        and 2 * column.filled >= len(column.texts)
    ]
    pieces = [i for i in likely if not _counts_rows(look, i, part)]
    likely = pieces or [i for i in likely if not look.columns[i].from_the_start and look.heading is None]
    if look.heading is None and len(likely) == 1:
        return likely[0], []
    others = [i for i, column in enumerate(look.columns) if i != part and column.filled]
    if part is not None and not others:
        return None, []
    if len(likely) == 1:
        return likely[0], [Doubt.QUANTITY_BY_LOOK]
    return None, [Doubt.TWO_QUANTITIES if likely else Doubt.NO_QUANTITY]


def _counts_rows(look: Look, index: int, part: int | None) -> bool:
    """Whether a column counts the rows: it runs, and stands left of the part or begins with the first row."""
    column = look.columns[index]
    if part is not None and index > part:
        return column.running and column.from_the_start and look.heading is not None
    return column.running or column.from_the_start


def _by_place(look: Look, shares: list[float]) -> dict[Field, int] | None:
    """Pasted lines of which nothing is known are part, quantity, note unless another order shows plainly."""
    if look.heading is not None and look.named(Field.PART, Strength.PLAIN):
        return None
    columns = [(i, column) for i, column in enumerate(look.columns) if column.filled]
    if not columns or len(columns) > 3:
        return None
    if max(shares) >= KNOWN_ENOUGH:
        part = shares.index(max(shares))
        rest = [i for i, _column in columns if i > part]
        pieces = [i for i in rest if look.columns[i].share(Cell.PIECES) > 0] or rest
        return {Field.PART: part} | ({Field.QUANTITY: pieces[0]} if pieces else {})
    places = [i for i, _column in columns]
    if len(columns) > 2 and columns[1][1].share(Cell.PIECES, Cell.NUMBER, Cell.FRACTION) < KNOWN_ENOUGH:
        return None
    return dict(zip((Field.PART, Field.QUANTITY, Field.NOTE), places, strict=False))
