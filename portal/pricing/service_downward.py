"""Price lists of general distributors for their dealers: begun, changed, and their prices set in bulk."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.accounts.models import DistributorKind
from portal.accounts.queries import distributor_facts
from portal.audit import service as audit
from portal.catalogue.service_parts import part_ids
from portal.core.actor import Actor, Turn
from portal.core.data.changed import changed
from portal.core.data.lists import among, rows_given
from portal.core.data.named_locks import hold_until_end
from portal.core.data.sessions import add_rows, db
from portal.core.data.types import SCALE
from portal.core.errors import FieldRefused, NotVisible, Stale
from portal.pricing.models import DownwardList, DownwardPrice


@dataclass(frozen=True, slots=True)
class ListTerms:
    """What a list is called, its currency (ISO 4217), and its first and last day (None: until further notice)."""

    name: str
    currency: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PriceEdits:
    """What is to happen to prices of a list, by part number: those that are new, those that change, those that go."""

    new: Mapping[str, Decimal]
    changed: Mapping[str, Decimal]
    gone: Collection[str]


def begin_list(terms: ListTerms, actor: Actor, now: datetime) -> int:
    """Begin a list of one's own, for a general distributor only; return its id. Refuses what `change_list` refuses."""
    owner = _owner(actor)
    _check(owner, terms, None)
    row = DownwardList(distributor_id=owner, version=1)
    _put(row, terms)
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor, "pricing.downward_list_begun", "downward_list", row.id, after=_told(row), distributor_id=owner, now=now
    )
    return row.id


def change_list(list_id: int, terms: ListTerms, turn: Turn) -> None:
    """Change what a list is called, its currency and its days.

    Refuses beside the field `pricing.ends_before`, `pricing.downward_overlap` (name) where another list of one's own
    holds on one of its days, and `pricing.currency_fixed` of a list with prices.
    """
    row = locked_list(list_id, turn)
    _check(row.distributor_id, terms, row.id)
    if terms.currency != row.currency and db.session.scalar(_priced(row.id)):
        raise FieldRefused("pricing.currency_fixed", field="currency", currency=row.currency)
    before = _told(row)
    _put(row, terms)
    if _told(row) == before:
        return
    row.version += 1
    audit.record(
        turn.actor,
        "pricing.downward_list_changed",
        "downward_list",
        row.id,
        before=before,
        after=_told(row),
        distributor_id=row.distributor_id,
        now=turn.now,
    )


def set_prices(list_id: int, edits: PriceEdits, turn: Turn) -> None:
    """Set prices of a list, all of them or none; whoever calls has judged them. Orders passed up keep theirs."""
    row = locked_list(list_id, turn)
    ids = part_ids([*edits.new, *edits.changed, *edits.gone])
    keys = {"list_id": row.id, "distributor_id": row.distributor_id}
    if edits.new:
        add_rows(DownwardPrice, [keys | {"part_id": ids[part], "price": price} for part, price in edits.new.items()])
    if edits.changed:
        given = rows_given(
            ((ids[part], price * SCALE) for part, price in edits.changed.items()),
            "part_id",
            "price",
        )
        changed(
            sa.update(DownwardPrice)
            .where(DownwardPrice.list_id == row.id, DownwardPrice.part_id == given.c.part_id)
            .values(price=given.c.price)
        )
    gone = [ids[part] for part in edits.gone]
    changed(sa.delete(DownwardPrice).where(DownwardPrice.list_id == row.id, among(DownwardPrice.part_id, gone)))
    row.version += 1
    counts = {"new": len(edits.new), "changed": len(edits.changed), "gone": len(gone)}
    audit.record(
        turn.actor,
        "pricing.downward_prices_set",
        "downward_list",
        row.id,
        after={"name": row.name} | counts,
        distributor_id=row.distributor_id,
        now=turn.now,
    )


def locked_list(list_id: int, turn: Turn) -> DownwardList:
    """Return a list of the actor's own, locked until the transaction ends.

    `NotVisible` for any other, `Stale` where it is no longer what was seen.
    """
    owner = _owner(turn.actor)
    own = (DownwardList.id == list_id) & (DownwardList.distributor_id == owner)
    row = db.session.scalar(sa.select(DownwardList).where(own).with_for_update())
    if row is None:
        raise NotVisible(str(list_id))
    if row.version != turn.seen:
        raise Stale
    return row


def _owner(actor: Actor) -> int:
    """The general distributor somebody acts for; `NotVisible` for anybody else. Its lists are judged together."""
    owner = actor.distributor_id
    if owner is None or distributor_facts(owner).kind is not DistributorKind.GENERAL:
        raise NotVisible
    hold_until_end(f"downward.{owner}")
    return owner


def _check(owner: int, terms: ListTerms, list_id: int | None) -> None:
    if terms.valid_to is not None and terms.valid_to < terms.valid_from:
        raise FieldRefused("pricing.ends_before", field="valid_to")
    others = sa.select(DownwardList.name).where(
        DownwardList.distributor_id == owner,
        DownwardList.id != (list_id or 0),
        DownwardList.valid_to.is_(None) | (DownwardList.valid_to >= terms.valid_from),
    )
    if terms.valid_to is not None:
        others = others.where(DownwardList.valid_from <= terms.valid_to)
    name = db.session.scalar(others.order_by(DownwardList.id).limit(1))
    if name is not None:
        raise FieldRefused("pricing.downward_overlap", field="valid_from", name=name)


def _priced(list_id: int) -> sa.Select[int]:
    return sa.select(DownwardPrice.part_id).where(DownwardPrice.list_id == list_id).limit(1)


def _put(row: DownwardList, terms: ListTerms) -> None:
    row.name, row.currency = terms.name, terms.currency
    row.valid_from, row.valid_to = terms.valid_from, terms.valid_to


def _told(row: DownwardList) -> dict[str, object]:
    return {"name": row.name, "currency": row.currency, "valid_from": row.valid_from, "valid_to": row.valid_to}
