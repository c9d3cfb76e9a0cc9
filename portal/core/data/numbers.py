"""Finding rows by numbers as people write them, in a way an index can follow (`portal.core.references`), or by ids."""

from typing import Any

import sqlalchemy as sa

from portal.core.data.counters import Counter
from portal.core.data.sessions import read
from portal.core.numerals import whole_number
from portal.core.references import Meant, numbers_meant, reference_key, spellings

_HIGHEST = "\U0010ffff"
_LEFT_OUT = (" ", "-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212")
_SERIES = sa.select(Counter.series).order_by(Counter.series.desc())


def own_numbers(text: str) -> Meant:
    """Return which numbers of our own, of all series given out so far, a text means."""
    return numbers_meant(text, read(_SERIES).scalars())


def numbered_as(meant: Meant, text: str, *columns: Any) -> sa.ColumnElement[bool]:
    """Return the condition that one of these columns holds a number of our own that was meant.

    A number typed in part, as it is kept, begins those it may become.
    """
    typed = text.strip().upper()
    beginnings = {*meant.begun, *([typed] if typed.isascii() and typed and not typed.isdigit() else [])}
    found: list[sa.ColumnElement[bool]] = []
    for column in columns:
        if meant.whole:
            found.append(column.in_(meant.whole))
        found += [_begins(column, each) for each in sorted(beginnings)]
    return sa.or_(sa.false(), *found)


def keyed_as(text: str, column: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a column of stored keys is, in some padding, or begins with, the key of a text."""
    key = reference_key(text)
    if not key:
        return sa.false()
    return sa.or_(column.in_(spellings(key)), _begins(column, key))


def written_as(text: str, column: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a column of numbers as others write them holds a text: in any case, spacing, dashes.

    For columns that have no stored key: every row is looked at.
    """
    key = reference_key(text)
    if not key:
        return sa.false()
    bare = sa.func.lower(column)
    for char in _LEFT_OUT:
        bare = sa.func.replace(bare, char, "")
    return sa.or_(bare.contains(key, autoescape=True), bare.in_(spellings(key)))


def with_id(column: Any, text: str) -> sa.ColumnElement[bool]:
    """Return the condition that a column has the id an address names; no row has what is no id."""
    key = whole_number(text)
    found: sa.ColumnElement[bool] = sa.false() if key is None else column == key
    return found


def _begins(column: Any, text: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= text, column < text + _HIGHEST)
