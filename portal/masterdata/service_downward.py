"""A file of prices for dealers: kept for who sent it, compared with the list as it is, and applied as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part
from portal.catalogue.service_parts import part_ids
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused
from portal.core.sheets.model import Book
from portal.intake import service as intake
from portal.intake.queries import Kept, kept_book
from portal.masterdata import queries
from portal.masterdata.ports import Kind
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_columns import Placed, placed
from portal.masterdata.rules_compare import Compared, compared, objected, read_table
from portal.masterdata.rules_downward import LIMITS, LIST_FIELDS, PRICE_FIELDS, Words
from portal.pricing.models import DownwardList, DownwardPrice
from portal.pricing.queries_downward import ListFacts, list_of
from portal.pricing.service_downward import PriceEdits, set_prices

PURPOSE = "downward"


def _all_prices() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Part.number.label("part"), DownwardPrice.price, DownwardList.currency)
        .select_from(DownwardPrice)
        .join(DownwardList, DownwardList.id == DownwardPrice.list_id)
        .join(Part, Part.id == DownwardPrice.part_id)
    )


def _all_lists() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(DownwardList.name, DownwardList.currency, DownwardList.valid_from, DownwardList.valid_to)


def _never(_changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    raise NotVisible


LISTS = Kind("downward_lists", LIST_FIELDS, _all_lists, _never)
PRICES = Kind("downward_prices", PRICE_FIELDS, _all_prices, _never, search=("part",))
"""Kinds of a general distributor's own pages: headquarters' pages of master data do not know them."""


def prices_in(list_id: int) -> Kind:
    """Return the kind of the prices of one list."""
    return replace(PRICES, rows=lambda: _all_prices().where(DownwardPrice.list_id == list_id))


@dataclass(frozen=True, slots=True)
class Checked:
    """A file held against a list: where its columns stand, how many rows it has, what would change, what is wrong."""

    kept: Kept
    placed: Placed
    rows: int
    found: Compared
    whole: bool

    def count(self, action: Action) -> int:
        """Return how many rows an action happens to."""
        return sum(1 for one in self.found.changes if one.action is action)


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent: its tables, its name, and whether what it lacks goes."""

    book: Book
    name: str
    whole: bool


def keep_file(list_id: int, file: File, words: Words, actor: Actor, now: datetime) -> str:
    """Keep a file for the person who sent it, for this list; return what it is asked for by.

    Refuses `masterdata.columns_unclear` and `masterdata.too_many_rows` (limit).
    """
    where = placed(file.book, words.headings)
    if where.lacking(PRICE_FIELDS.key) or where.heading is None:
        raise Refused("masterdata.columns_unclear")
    rows = file.book.sheets[where.sheet].rows[where.heading + 1 :]
    if sum(1 for row in rows if any(cell.strip() for cell in row)) > LIMITS.rows:
        raise Refused("masterdata.too_many_rows", limit=LIMITS.rows)
    public_id = intake.keep_book(file.book, file.name, PURPOSE, actor, now)
    db.session.flush()
    intake.tell_of_book(public_id, str(list_id), {"list": list_id, "whole": file.whole}, actor)
    return public_id


def checked(known: ListFacts, public_id: str, words: Words, actor: Actor, now: datetime) -> Checked:
    """Return a file one has sent for a list, compared with the list as it is now; `NotVisible` for any other."""
    kept = kept_book(public_id, PURPOSE, actor, now)
    if kept.told.get("list") != known.id:
        raise NotVisible(public_id)
    where, whole = placed(kept.book, words.headings), bool(kept.told.get("whole"))
    sheet = kept.book.sheets[where.sheet]
    table = read_table(sheet, where.heading, where.columns, PRICE_FIELDS, words.codes)
    there = queries.present(prices_in(known.id), None if whole else {one.key for one in table.rows})
    found = compared(table, there, PRICE_FIELDS, whole=whole)
    return Checked(kept, where, table.count, objected(found, list(_objections(found.changes, known))), whole)


def apply_file(list_id: int, public_id: str, words: Words, turn: Turn) -> None:
    """Set the prices a file says, all of them or none; sent twice it finds nothing to change.

    Raises `Stale` where the list is no longer what the page showed. Refuses `masterdata.has_problems` (count) and
    `masterdata.nothing_changes`.
    """
    known = list_of(turn.actor.distributor_id or 0, list_id)
    seen = checked(known, public_id, words, turn.actor, turn.now)
    if seen.found.wrong:
        raise Refused("masterdata.has_problems", count=len(seen.found.wrong))
    if not seen.found.changes:
        raise Refused("masterdata.nothing_changes")
    by_action = {action: [one for one in seen.found.changes if one.action is action] for action in Action}
    edits = PriceEdits(
        {one.key: Decimal(str(one.now["price"])) for one in by_action[Action.NEW]},
        {one.key: Decimal(str(one.now["price"])) for one in by_action[Action.CHANGED]},
        [one.key for one in by_action[Action.GONE]],
    )
    set_prices(list_id, edits, turn)


def _objections(changes: Sequence[Change], known: ListFacts) -> Iterable[Objection]:
    """The part is there, and the price is in the currency of the list."""
    parts = part_ids({str(one.now["part"]) for one in changes if one.action is Action.NEW})
    for one in changes:
        if one.action is Action.NEW and one.now["part"] not in parts:
            yield Objection(one.key, "part", "masterdata.unknown", {"text": one.now["part"]})
        if one.after and one.now["currency"] != known.currency:
            yield Objection(one.key, "currency", "pricing.other_currency", {"currency": known.currency})
