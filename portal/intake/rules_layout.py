"""By what a layout is known again: its headings, or the look of its columns where it has none. Pure."""

import hashlib
from collections.abc import Iterator, Mapping

from portal.core.sheets.folding import folded
from portal.core.sheets.model import Book, Sheet
from portal.intake.rules_cells import columns_of
from portal.intake.rules_find import Choice
from portal.intake.rules_headings import LONGEST_HEADING, Field
from portal.intake.rules_look import HEADING_ROWS

MOST_COLUMNS = 200
ROWS_OF_A_LAYOUT = 30


def layout_of(sheet: Sheet, heading: int | None) -> str:
    """Return what tells tables of one layout from all others, whatever their rows say: 64 signs."""
    if heading is None:
        looks = [column.likeliest.value for column in columns_of(sheet, 0, ROWS_OF_A_LAYOUT)]
        told = ["look", *looks]
    else:
        told = ["headings", *(folded(cell[:LONGEST_HEADING]) for cell in sheet.rows[heading][:MOST_COLUMNS])]
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


def layouts_of(book: Book) -> Iterator[tuple[str, int, int | None]]:
    """Return what a book might be known by: (layout, table, row of headings or None), both as indexes."""
    for index, sheet in enumerate(book.sheets):
        for heading in range(min(HEADING_ROWS, len(sheet.rows) - 1)):
            yield layout_of(sheet, heading), index, heading
        yield layout_of(sheet, None), index, None


def plain_choice(choice: Choice) -> dict[str, object]:
    """Return a choice in values JSON can say."""
    columns = {one.value: index for one, index in choice.columns.items()}
    return {"sheet": choice.sheet, "heading": choice.heading, "columns": columns, "unseen": choice.unseen}


def choice_of(values: Mapping[str, object]) -> Choice:
    """Return the choice `plain_choice` told."""
    sheet, heading, columns = values["sheet"], values["heading"], values["columns"]
    assert isinstance(sheet, int)
    assert isinstance(columns, Mapping)
    assert heading is None or isinstance(heading, int)
    return Choice(sheet, heading, {Field(name): int(index) for name, index in columns.items()}, bool(values["unseen"]))
