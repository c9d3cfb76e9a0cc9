"""What stands where in lines pasted or uploaded: as chosen before, or found with the help of the catalogue."""

from dataclasses import dataclass

from portal.core.sheets.model import Book
from portal.intake.queries import remembered_choice
from portal.intake.rules_find import Choice, Doubt, Found, Wanted, find, found_in
from portal.intake.rules_look import texts_to_ask
from portal.orders.entry.queries_parts import known_among

PURPOSE = "order"
"""Under what the choices of order sheets are remembered."""
WANTED = Wanted()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where things stand in a book; `doubts` are why it has to be asked, `layout_id` the choice remembered for it."""

    choice: Choice
    doubts: tuple[Doubt, ...] = ()
    layout_id: int | None = None


def placed_in(book: Book, distributor_id: int) -> Placed:
    """Return where part number, quantity and note stand in a book, for one company; at most four statements."""
    known = remembered_choice(book, PURPOSE, distributor_id)
    if known is not None:
        return Placed(known.choice, layout_id=known.layout_id)
    found = find(book, WANTED, known_among(texts_to_ask(book), distributor_id))
    return Placed(found.choice, found.doubts)


def found_on(book: Book, sheet: int, distributor_id: int) -> Found:
    """Return where things stand in one table of a book, whatever was chosen before."""
    return found_in(book, sheet, WANTED, known_among(texts_to_ask(book), distributor_id))
