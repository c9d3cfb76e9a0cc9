"""What stands where in lines pasted or uploaded: as chosen before, or found with the help of the catalogue."""

from dataclasses import dataclass, replace

from portal.core.sheets.model import Book
from portal.intake.queries import remembered_choices
from portal.intake.rules_find import Choice, Doubt, Found, Wanted, find, found_each, found_in
from portal.intake.rules_look import texts_to_ask
from portal.orders.entry.rows.queries_parts import known_among

PURPOSE = "order"
"""Under what the choices of order sheets are remembered."""
WANTED = Wanted()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where things stand in a book; `doubts` are why it has to be asked, `layout_id` the choice remembered for it.

    `tables` are all tables of the book that hold lines to order, this one among them where it is clear.
    """

    choice: Choice
    doubts: tuple[Doubt, ...] = ()
    layout_id: int | None = None
    tables: tuple[int, ...] = ()


def placed_in(book: Book, distributor_id: int) -> Placed:
    """Return where part number, quantity and note stand in a book, for one company; at most four statements.

    A table is clear by itself or by what was chosen before; where several are, none is read without being asked.
    """
    before = remembered_choices(book, PURPOSE, distributor_id)
    if before and len(book.sheets) == 1:
        return Placed(before[0].choice, (), before[0].layout_id, (0,))
    known = known_among(texts_to_ask(book), distributor_id)
    clear = {one.choice.sheet: Placed(one.choice) for one in found_each(book, WANTED, known) if one.sure}
    clear |= {one.choice.sheet: Placed(one.choice, layout_id=one.layout_id) for one in before}
    if not clear:
        found = find(book, WANTED, known)
        return Placed(found.choice, found.doubts)
    tables = tuple(sorted(clear))
    doubts = (Doubt.TWO_TABLES,) if len(tables) > 1 else ()
    return replace(clear[tables[0]], doubts=doubts, tables=tables)


def found_on(book: Book, sheet: int, distributor_id: int) -> Found:
    """Return where things stand in one table of a book, whatever was chosen before."""
    return found_in(book, sheet, WANTED, known_among(texts_to_ask(book), distributor_id))
