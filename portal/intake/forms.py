"""What somebody chose on the page of columns, as it was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.core.numerals import whole_number
from portal.core.sheets.model import Book
from portal.intake.rules_find import Choice
from portal.intake.rules_headings import Field
from portal.intake.rules_look import HEADING_ROWS

NONE = "none"
"""What is sent for "there is no such row or column"."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A column that is asked for; `needed` ones must be chosen, `lacking` ones may be said not to be there."""

    field: Field
    needed: bool = True
    lacking: bool = False


@dataclass
class Chosen:
    """A choice as sent: what was understood of it, and the faults of each field, as codes."""

    choice: Choice
    faults: dict[str, str] = field(default_factory=dict)


def read_choice(sent: Mapping[str, str], book: Book, asked: Sequence[Asked]) -> Chosen:
    """Return what was chosen; whatever is out of place is a fault beside its field, never a guess."""
    sheet = whole_number(sent.get("sheet"), len(book.sheets) - 1)
    table = book.sheets[sheet or 0]
    width = max(len(cells) for cells in table.rows)
    faults: dict[str, str] = {} if sheet is not None else {"sheet": "choose"}
    heading = whole_number(sent.get("heading"), min(HEADING_ROWS, len(table.rows)) - 1)
    if heading is None and sent.get("heading") != NONE:
        faults["heading"] = "choose"
    columns: dict[Field, int] = {}
    for one in asked:
        name = one.field.value
        place = whole_number(sent.get(name), width - 1)
        if place is None:
            if one.needed and not (one.lacking and sent.get(name) == NONE):
                faults[name] = "choose"
        elif place in columns.values():
            faults[name] = "twice"
        else:
            columns[one.field] = place
    return Chosen(Choice(sheet or 0, heading, columns, sent.get("unseen") == "yes"), faults)
