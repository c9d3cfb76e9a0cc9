"""Columns of lists that show and hand out one name of a row as it stands: figures, days, instants, words, part numbers.

Each asks for its name, is drawn and written the way of its kind, and sorts by its name where it has a key. What else a
`Field` may say stands behind: `cell=None` keeps a column out of the page, `value=None` out of the file.
"""

from operator import attrgetter
from typing import Any

from portal.core.sheets.writer import ColumnKind
from portal.core.web.columns import Field
from portal.core.web.page_words import part_number


def words(name: str, title: Any, **rest: Any) -> Field:
    """Return a column of words, as they were written."""
    told = attrgetter(name)
    return _field(name, title, lambda row, _reader: told(row), rest)


def part(name: str, title: Any, **rest: Any) -> Field:
    """Return a column of part numbers."""
    told = attrgetter(name)
    return _field(name, title, lambda row, _reader: part_number(told(row)), {"width": 18, **rest})


def figure(name: str, title: Any, **rest: Any) -> Field:
    """Return a column of counts."""
    told = attrgetter(name)
    fixed = {"kind": ColumnKind.INTEGER, "width": 10, "look": "n"}
    return _field(name, title, lambda row, reader: reader.number(told(row)), {**fixed, **rest})


def day(name: str, title: Any, **rest: Any) -> Field:
    """Return a column of calendar days."""
    told = attrgetter(name)
    return _field(name, title, lambda row, reader: reader.day(told(row)), {"kind": ColumnKind.DATE, **rest})


def moment(name: str, title: Any, **rest: Any) -> Field:
    """Return a column of instants, in the reader's zone."""
    told = attrgetter(name)
    fixed = {"kind": ColumnKind.INSTANT, "width": 20}
    return _field(name, title, lambda row, reader: reader.moment(told(row)), {**fixed, **rest})


def _field(name: str, title: Any, cell: Any, rest: dict[str, Any]) -> Field:
    order = (name,) if rest.get("sort") else ()
    return Field(title, **{"cell": cell, "value": attrgetter(name), "select": (name,), "order": order, **rest})
