"""Reads of drafts: their rows as typed, counts per answer, one page of the preview."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.catalogue.models import Part
from portal.core.data.lists import among_given
from portal.core.data.sessions import db, read
from portal.orders.entry.rows.rules_answers import NEEDING, STOPPING, RowAnswer
from portal.orders.entry.rows.rules_rows import CHOICE, Row
from portal.orders.entry.rows.rules_standing import Pressed, Standing, drawn, moved
from portal.orders.entry.rows.rules_view import View
from portal.orders.models import DraftRow, SalesOrder
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType

PREVIEW_ROWS = 100
_NOWHERE = Standing()
ROW_COLUMNS = (
    DraftRow.position,
    DraftRow.part_text,
    DraftRow.quantity_text,
    DraftRow.note,
    DraftRow.source_row,
    DraftRow.part_id,
    DraftRow.quantity,
    DraftRow.answer,
    DraftRow.facts,
)
"""What is read of a row of a draft, in the order of `Row`."""

_ROWS = sa.select(*ROW_COLUMNS).where(DraftRow.order_id == sa.bindparam("order_id")).order_by(DraftRow.position)
_UNQUANTIFIED = sa.and_(sa.func.trim(DraftRow.part_text) != "", sa.func.trim(DraftRow.quantity_text) == "")
_FOLLOWED = sa.and_(
    DraftRow.answer == RowAnswer.SUPERSEDED, DraftRow.facts["kind"].as_string().is_distinct_from(CHOICE)
)
_TALLY = (
    sa.select(
        DraftRow.answer,
        sa.func.count(),
        sa.func.min(DraftRow.position),
        sa.func.sum(sa.case((_UNQUANTIFIED, 1), else_=0)),
        sa.func.sum(sa.case((_FOLLOWED, 1), else_=0)),
    )
    .where(DraftRow.order_id == sa.bindparam("order_id"))
    .group_by(DraftRow.answer)
)
_ROWS_AT = (
    sa.select(*ROW_COLUMNS)
    .where(DraftRow.order_id == sa.bindparam("order_id"), among_given(DraftRow.position, "places"))
    .order_by(DraftRow.position)
)
_ROWS_TOUCHED = (
    sa.select(*ROW_COLUMNS)
    .where(
        DraftRow.order_id == sa.bindparam("order_id"),
        sa.or_(among_given(DraftRow.position, "places"), among_given(DraftRow.part_id, "parts")),
    )
    .order_by(DraftRow.position)
)
_PAGE = _ROWS.limit(sa.bindparam("most", type_=sa.Integer)).offset(sa.bindparam("passed", type_=sa.Integer))
_PARTS_AT = (
    sa.select(DraftRow.position, sa.func.coalesce(Part.number, DraftRow.part_text))
    .outerjoin(Part, Part.id == DraftRow.part_id)
    .where(DraftRow.order_id == sa.bindparam("order_id"), among_given(DraftRow.position, "places"))
)
_NEEDS = sa.case((DraftRow.answer.in_(sorted(NEEDING)), 0), else_=1)
_STANDS = sa.case(
    (among_given(DraftRow.position, "first"), 0), (among_given(DraftRow.position, "rest"), 1), else_=_NEEDS
)
_PAGE_NEEDING_FIRST = (
    sa.select(*ROW_COLUMNS)
    .where(DraftRow.order_id == sa.bindparam("order_id"))
    .order_by(_STANDS, DraftRow.position)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .offset(sa.bindparam("passed", type_=sa.Integer))
)
_PAGE_OF_ANSWER = _PAGE.where(DraftRow.answer == sa.bindparam("chosen"))


def rows_of(order_id: int) -> list[Row]:
    """Return all rows of a draft, in their order."""
    return [Row(*row) for row in read(_ROWS, {"order_id": order_id}).all()]


def rows_at(order_id: int, positions: Collection[int]) -> list[Row]:
    """Return the rows of a draft at these positions, in their order."""
    return [Row(*row) for row in read(_ROWS_AT, {"order_id": order_id, "places": positions}).all()]


def rows_touched(order_id: int, positions: Collection[int], part_ids: Collection[int]) -> list[Row]:
    """Return the rows of a draft at these positions and all rows of these parts, in their order."""
    asked = {"order_id": order_id, "places": positions, "parts": part_ids}
    return [Row(*row) for row in read(_ROWS_TOUCHED, asked).all()]


def country_of(address_id: int | None, distributor_id: int) -> str:
    """Return the country goods go to: the ship-to's, or the distributor's own."""
    if address_id is not None:
        return accounts.address_facts(address_id).country
    return accounts.distributor_facts(distributor_id).country


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of a draft have which answer, most pressing first, and where the first of each stands.

    `unquantified` name a part and have no quantity, `followed` are offered a successor without a choice.
    """

    counts: dict[RowAnswer, int]
    first_at: dict[RowAnswer, int]
    unquantified: int
    followed: int

    @property
    def total(self) -> int:
        """Return the number of all rows."""
        return sum(self.counts.values())

    @property
    def needing(self) -> int:
        """Return the number of rows somebody has something to do about."""
        return sum(count for answer, count in self.counts.items() if answer in NEEDING)

    @property
    def stopping(self) -> int:
        """Return the number of rows that must be changed or removed before the order can go."""
        return sum(count for answer, count in self.counts.items() if answer in STOPPING)

    @property
    def stopped_at(self) -> int | None:
        """Return the position of the first of these rows."""
        return min((place for answer, place in self.first_at.items() if answer in STOPPING), default=None)


@dataclass(frozen=True, slots=True)
class Preview:
    """One page of a draft's rows, and the tally of all of them; `standing` is where rows stand that were drawn."""

    rows: Sequence[Row]
    tally: Tally
    view: View
    pages: int
    standing: Standing


def tally_of(order_id: int) -> Tally:
    """Return what the rows of a draft were answered."""
    rows = read(_TALLY, {"order_id": order_id}).all()
    found = {RowAnswer(answer): (count, first) for answer, count, first, *_kinds in rows}
    ordered = {answer: found[answer] for answer in RowAnswer if answer in found}
    return Tally(
        {answer: count for answer, (count, _first) in ordered.items()},
        {answer: first for answer, (_count, first) in ordered.items()},
        sum(unquantified for *_counted, unquantified, _followed in rows),
        sum(followed for *_counted, followed in rows),
    )


def preview_of(order_id: int, view: View, stood: Standing = _NOWHERE, pressed: Pressed | None = None) -> Preview:
    """Return one page of rows, all of them or those of one answer.

    All rows come with those that need something first, except that rows drawn before stay where they `stood`, a button
    `pressed` since or not; in the order of the sheet, if the view says so.
    """
    tally = tally_of(order_id)
    total = tally.total if view.answer is None else tally.counts.get(view.answer, 0)
    pages = max(1, -(-total // PREVIEW_ROWS))
    view = replace(view, page=min(max(view.page, 1), pages))
    asked: dict[str, Any] = {"order_id": order_id, "most": PREVIEW_ROWS, "passed": (view.page - 1) * PREVIEW_ROWS}
    if view.answer is not None or view.sheet:
        found = (
            read(_PAGE, asked) if view.answer is None else read(_PAGE_OF_ANSWER, asked | {"chosen": view.answer.value})
        )
        return Preview([Row(*row) for row in found.all()], tally, view, pages, _NOWHERE)
    stands = moved(stood, tally.total, pressed) if pressed else stood
    found = read(_PAGE_NEEDING_FIRST, asked | {"first": sorted(stands.first), "rest": sorted(stands.rest)})
    rows = [Row(*row) for row in found.all()]
    return Preview(rows, tally, view, pages, drawn(stands, rows, tally.total))


def page_of(order_id: int, position: int, *, sheet: bool = False) -> int:
    """Return the page of all rows on which the row of a position stands."""
    mine = DraftRow.order_id == order_id
    before: sa.ColumnElement[bool] = DraftRow.position < position
    if not sheet:
        needs = sa.select(_NEEDS).where(mine, DraftRow.position == position).scalar_subquery()
        before = sa.or_(needs > _NEEDS, sa.and_(needs == _NEEDS, before))
    passed = sa.select(sa.func.count()).where(mine, before)
    return (db.session.scalar(passed) or 0) // PREVIEW_ROWS + 1


def parts_at(order_id: int, positions: Collection[int]) -> dict[int, str]:
    """Return the part numbers of these rows, by position; as typed where no part is known."""
    if not positions:
        return {}
    found = read(_PARTS_AT, {"order_id": order_id, "places": positions}).all()
    return {row[0]: row[1] for row in found}


def has_rows(number: str) -> bool:
    """Tell whether anything was typed into the rows of a draft."""
    mine = sa.select(SalesOrder.id).where(SalesOrder.number == number).scalar_subquery()
    return bool(db.session.scalar(sa.select(sa.func.count()).where(DraftRow.order_id == mine)))


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft one may go on with."""

    number: str
    order_type: OrderType
    po_number: str
    line_count: int
    total: Decimal
    currency: str
    created_at: datetime


def drafts_of(distributor_id: int, limit: int = 20) -> list[OpenDraft]:
    """Return a distributor's drafts, the newest first."""
    query = (
        sa.select(
            SalesOrder.number,
            SalesOrder.order_type,
            SalesOrder.po_number,
            SalesOrder.line_count,
            SalesOrder.total,
            SalesOrder.currency,
            SalesOrder.created_at,
        )
        .where(SalesOrder.distributor_id == distributor_id, SalesOrder.state == OrderState.DRAFT)
        .order_by(SalesOrder.id.desc())
        .limit(limit)
    )
    return [OpenDraft(*row) for row in db.session.execute(query)]
