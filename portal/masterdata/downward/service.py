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
from portal.intake.queries import Kept, kept_book, remembered_columns
from portal.intake.rules_layout import layouts_of
from portal.masterdata import queries
from portal.masterdata.downward.rules import LIMITS, LIST_FIELDS, PRICE_FIELDS, Words
from portal.masterdata.files.rules_columns import likely_heading, placed
from portal.masterdata.files.rules_compare import Compared, compared, filled, objected, read_table
from portal.masterdata.files.service_files import Chosen
from portal.masterdata.ports import Kind
from portal.masterdata.queries_became import became
from portal.masterdata.rules_changes import Action, Change, Objection, in_currency
from portal.masterdata.rules_limits import check_rows
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
PRICES = Kind("downward_prices", PRICE_FIELDS, _all_prices, _never, search=("part",), may_go=True)
"""Kinds of a general distributor's own pages: headquarters' pages of master data do not know them."""


def prices_in(list_id: int) -> Kind:
    """Return the kind of the prices of one list."""
    return replace(PRICES, rows=lambda: _all_prices().where(DownwardPrice.list_id == list_id))


@dataclass(frozen=True, slots=True)
class Checked:
    """A file held against a list: where its columns stand, how many rows it has, what would change, what is wrong."""

    kept: Kept
    chosen: Chosen
    rows: int
    found: Compared

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

    Where its columns stand is told with it, if its headings tell, or somebody of the company said so for its layout.
    Refuses `masterdata.too_many_rows` (limit).
    """
    chosen = _known(file, words, actor)
    public_id = intake.keep_book(file.book, file.name, PURPOSE, actor, now)
    db.session.flush()
    _tell(list_id, (public_id, file.book), chosen, actor, whole=file.whole)
    return public_id


def choose_columns(known: ListFacts, kept: Kept, chosen: Chosen, layout: str, turn: Turn) -> None:
    """Say what stands where in a file one has sent; the choice is remembered for its layout, for the company.

    Refuses `masterdata.too_many_rows` (limit).
    """
    _tell(known.id, (kept.public_id, kept.book), chosen, turn.actor, whole=chosen.whole)
    intake.remember_columns(layout, chosen.columns, PURPOSE, turn.actor, turn.now)


def sent_file(known: ListFacts, public_id: str, actor: Actor, now: datetime) -> Kept:
    """Return a file one has sent for a list; `NotVisible` for any other."""
    kept = kept_book(public_id, PURPOSE, actor, now)
    if kept.told.get("list") != known.id:
        raise NotVisible(public_id)
    return kept


def told_columns(kept: Kept, words: Words) -> Chosen:
    """Return where things stand in a file as it was told, else what its headings let one guess."""
    told = kept.told.get("chosen")
    whole = bool(kept.told.get("whole"))
    if told is None:
        guess = placed(kept.book, words.headings, words.measures)
        heading = likely_heading(kept.book.sheets[guess.sheet]) if guess.heading is None else guess.heading
        return Chosen(guess.sheet, heading, guess.columns, whole)
    columns = {name: int(index) for name, index in told["columns"].items()}
    return Chosen(int(told["sheet"]), told["heading"], columns, whole)


def unclear(kept: Kept) -> bool:
    """Tell whether nobody knows yet what stands where in a file."""
    return kept.told.get("chosen") is None


def checked(known: ListFacts, kept: Kept, words: Words) -> Checked:
    """Return a file sent for a list, compared with the list as it is now; refuses `masterdata.columns_unclear`."""
    if unclear(kept):
        raise Refused("masterdata.columns_unclear")
    chosen = told_columns(kept, words)
    sheet = kept.book.sheets[chosen.sheet]
    table = read_table(sheet, chosen.heading, chosen.columns, PRICE_FIELDS, words.codes)
    there = queries.present(prices_in(known.id), None if chosen.whole else {one.key for one in table.rows})
    found = compared(table, there, PRICE_FIELDS, whole=chosen.whole)
    found = filled(found, in_currency(found.changes, lambda _row: known.currency))
    return Checked(kept, chosen, table.count, objected(found, list(_objections(found.changes, known))))


def apply_file(list_id: int, public_id: str, words: Words, turn: Turn) -> None:
    """Set the prices a file says, all of them or none; sent twice it finds nothing to change.

    Raises `Stale` where the list is no longer what the page showed. Refuses `masterdata.has_problems` (count),
    `masterdata.nothing_changes` and `masterdata.columns_unclear`.
    """
    known = list_of(turn.actor.distributor_id or 0, list_id)
    seen = checked(known, sent_file(known, public_id, turn.actor, turn.now), words)
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


def _known(file: File, words: Words, actor: Actor) -> Chosen | None:
    """Where things stand, as headings tell or as it was said for this layout before; None where neither does."""
    found = placed(file.book, words.headings, words.measures)
    if found.heading is not None and not found.lacking([one.name for one in PRICE_FIELDS.all if one.needed]):
        return Chosen(found.sheet, found.heading, found.columns, file.whole)
    layouts = {layout: (sheet, heading) for layout, sheet, heading in reversed(list(layouts_of(file.book)))}
    for layout, columns in remembered_columns(PURPOSE, [*layouts], actor.distributor_id or 0).items():
        return Chosen(*layouts[layout], columns, file.whole)
    return None


def _tell(list_id: int, sent: tuple[str, Book], chosen: Chosen | None, actor: Actor, *, whole: bool) -> None:
    public_id, book = sent
    told: dict[str, Any] = {"list": list_id, "whole": whole, "chosen": None}
    if chosen is not None:
        check_rows(book.sheets[chosen.sheet], chosen.heading, LIMITS.rows)
        told["chosen"] = {"sheet": chosen.sheet, "heading": chosen.heading, "columns": dict(chosen.columns)}
    intake.tell_of_book(public_id, str(list_id), told, actor)


def _objections(changes: Sequence[Change], known: ListFacts) -> Iterable[Objection]:
    """The part is there, under the number that stays, and the price is in the currency of the list."""
    yield from became(changes, PRICE_FIELDS)
    parts = part_ids({str(one.now["part"]) for one in changes if one.action is Action.NEW})
    for one in changes:
        if one.action is Action.NEW and one.now["part"] not in parts:
            yield Objection(one.key, "part", "masterdata.unknown", {"text": one.now["part"]})
        if one.after and one.now["currency"] != known.currency:
            yield Objection(one.key, "currency", "pricing.other_currency", {"currency": known.currency})
