"""Quantity tiers: from how many pieces on a percentage is taken off, in a whole list or for one part of it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.masterdata import queries
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Kind, Orders, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.pricing import queries_lists, service_terms
from portal.pricing.models import PriceList, QuantityTier
from portal.pricing.rules_terms import out_of_order


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            PriceList.code.label("price_list"),
            sa.func.coalesce(Part.number, "").label("part"),
            QuantityTier.from_quantity,
            QuantityTier.discount_percent,
        )
        .select_from(QuantityTier)
        .join(PriceList, PriceList.id == QuantityTier.price_list_id)
        .outerjoin(Part, Part.id == QuantityTier.part_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """List and part are there, and more pieces are never given less."""
    wanted = [one for one in changes if one.after]
    codes = {str(one.now["price_list"]) for one in wanted}
    lists = queries_lists.lists_named(codes)
    parts = service_parts.part_ids({str(one.now["part"]) for one in wanted if one.now["part"]})
    for one in wanted:
        if one.now["price_list"] not in lists:
            yield Objection(one.key, "price_list", "masterdata.unknown", {"text": one.now["price_list"]})
        if one.now["part"] and one.now["part"] not in parts:
            yield Objection(one.key, "part", "masterdata.unknown", {"text": one.now["part"]})
    yield from _order(changes, {one.key: one for one in wanted}, queries.present(QUANTITY_TIERS, None, codes))


def _order(changes: Sequence[Change], wanted: dict[str, Change], there: dict[str, Row]) -> Iterable[Objection]:
    rows = {**there, **{key: one.now for key, one in wanted.items()}}
    for one in changes:
        if not one.after:
            rows.pop(one.key, None)
    groups: dict[tuple[Any, Any], dict[int, tuple[str, Decimal]]] = {}
    for key, row in rows.items():
        group = groups.setdefault((row["price_list"], row["part"]), {})
        group[int(row["from_quantity"] or 0)] = (key, Decimal(str(row["discount_percent"])))
    for tiers in groups.values():
        for smaller, larger in out_of_order((quantity, percent) for quantity, (_key, percent) in tiers.items()):
            at = next((quantity for quantity in (larger, smaller) if tiers[quantity][0] in wanted), None)
            if at is not None:
                facts = {"smaller": smaller, "percent": str(tiers[smaller][1])}
                facts |= {"larger": larger, "given": str(tiers[larger][1])}
                yield Objection(tiers[at][0], "discount_percent", "pricing.tiers_out_of_order", facts)


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_terms.set_tiers([one.now for one in changes if one.after], gone)


def _touches(keys: Sequence[Sequence[str]], on: date) -> Orders:
    lists = {key[0] for key in keys if not key[1]}
    return queries_drafts.of_lists(lists, queries_drafts.keyed([key for key in keys if key[1]], 0, 1), on)


QUANTITY_TIERS = known(
    Kind(
        "quantity_tiers",
        Fields(
            (
                Field("price_list", Shape.CODE, needed=True, longest=30),
                Field("part", Shape.CODE, longest=40, of_part=True),
                Field("from_quantity", Shape.WHOLE, needed=True, least=Decimal(1), most=Decimal(10) ** 6),
                Field("discount_percent", Shape.DECIMAL, needed=True, most=Decimal(100)),
            ),
            ("price_list", "part", "from_quantity"),
        ),
        _rows,
        _write,
        _judge,
        search=("price_list", "part"),
        may_go=True,
        second=True,
        touches=_touches,
        whole_by_first=True,
    )
)
"""The tiers of lists; those of a part replace those of its whole list (no part)."""
