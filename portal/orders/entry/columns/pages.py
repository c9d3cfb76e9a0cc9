"""The page on which somebody says what stands where in a file, and what becomes of the answer."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Response, request, url_for
from flask_babel import gettext as _

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.core.web.guards import current_actor
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.intake import service
from portal.intake.forms import Asked, Chosen
from portal.intake.labels import DOUBT_WORDS
from portal.intake.pages_choosing import choosing
from portal.intake.queries import Kept
from portal.intake.rules_find import Doubt
from portal.intake.rules_headings import Field
from portal.intake.rules_rows import rows_of
from portal.orders.entry.pages_sent import Sent, Source, texts_of
from portal.orders.entry.rows.queries_rows import rows_of as draft_rows
from portal.orders.entry.rows.rules_rows import Row, RowText
from portal.orders.entry.sheet.pages_remarks import Remark, remark_of, tell
from portal.orders.entry.sheet.queries_columns import PURPOSE, placed_in
from portal.orders.queries_heads import OrderHead

ASKED = (Asked(Field.PART), Asked(Field.QUANTITY, lacking=True), Asked(Field.NOTE, needed=False))
LONGEST_NAME = 80


def keep_sources(sent: Sent, number: str) -> str:
    """Keep the files of a sending for the person who sent it; return the page to ask on, "" where all was clear.

    What was read is told; it may be chosen otherwise by a link. Of several that are not clear the first is asked now.
    """
    remarks = [_remark(source) for source in sent.read]
    asked = [(source, _keep(source, read=False)) for source in sent.unclear]
    for source, kept in asked[1:]:
        waits = _("%(file)s waits: its columns have to be chosen.", file=_name(source))
        remarks.append(Remark(kept, (waits,)))
    tell(sent.told, remarks, number)
    for _source, kept in asked:
        perform(service.tell_of_book, kept, number, {}, current_actor())
    return url_for("orders_entry_columns.show", public_id=asked[0][1], draft=number) if asked else ""


def _remark(source: Source) -> Remark:
    """Keep a file that was read; return what is to be told of its tables."""
    placed = source.placed
    return remark_of(_keep(source, read=True), source.book, placed.tables, (placed.choice.sheet,))


def _name(source: Source) -> str:
    return source.name[:LONGEST_NAME] or _("What was pasted")


def _keep(source: Source, *, read: bool) -> str:
    read_as = (source.placed.choice, source.placed.layout_id) if read else None
    return perform(
        service.keep_book, source.book, source.name[:LONGEST_NAME], PURPOSE, current_actor(), utc_now(), read_as
    )


def columns_page(
    head: OrderHead, kept: Kept, chosen: Chosen, doubts: Sequence[Doubt] = (), refused: Refused | None = None
) -> Response:
    """Render the page of the columns of a file for a draft."""

    def sheet_address(index: int) -> str:
        more = 1 if is_more() else None
        return url_for("orders_entry_columns.show", public_id=kept.public_id, draft=head.number, sheet=index, more=more)

    problems = [] if refused is None else [words_of(refused)]
    return respond(
        "orders/entry/columns/distributor_columns.html",
        status=422 if chosen.faults or refused else 200,
        order=head,
        public_id=kept.public_id,
        choosing=choosing(kept, chosen.choice, ASKED, chosen.faults),
        doubts=[DOUBT_WORDS[one] for one in doubts],
        problems=problems,
        read_before=kept.choice is not None and not is_more(),
        more=is_more(),
        sheet_address=sheet_address,
    )


def is_more() -> bool:
    """Tell whether a table is added to what was read of its file, not put in its place."""
    return request.args.get("more") == "1"


def rows_before(head: OrderHead, kept: Kept) -> frozenset[int]:
    """Return the positions of a draft's rows that came from this file when it was read otherwise."""
    if kept.choice is None or is_more():
        return frozenset()
    company = current_actor().distributor_id or 0
    came = texts_of(rows_of(kept.book, kept.choice), kept.book, kept.choice, company)
    return _same(draft_rows(head.id), came)


def _same(rows: Sequence[Row], came: Sequence[RowText]) -> frozenset[int]:
    """Positions of rows that stand in a draft as they came, each once, the last ones first."""
    left: dict[tuple[int | None, str], int] = {}
    for text in came:
        left[text.source_row, text.part_text] = left.get((text.source_row, text.part_text), 0) + 1
    found = set()
    for row in reversed(rows):
        key = row.source_row, row.facts.get("asked", row.part_text)
        if left.get(key):
            left[key] -= 1
            found.add(row.position)
    return frozenset(found)


def tell_of(kept: Kept, table: int, told: Sequence[str], number: str) -> None:
    """Tell what was read of a file as chosen, with the way to choose otherwise and to other tables that hold lines."""
    before = kept.told.get("read") or ([] if kept.choice is None else [kept.choice.sheet])
    stays = [one for one in before if is_more() or kept.choice is None or one != kept.choice.sheet]
    holding = placed_in(kept.book, current_actor().distributor_id or 0).tables
    remark = remark_of(kept.public_id, kept.book, holding, tuple(dict.fromkeys([*stays, table])))
    if is_more():
        remark = replace(remark, said=tuple(kept.told.get("said", ())))
    tell(told, [remark], number)
