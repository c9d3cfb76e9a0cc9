"""Order-type surcharges: what an order type adds to a price, or takes off it, from a day on."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Kind, Orders, known
from portal.masterdata.rules_changes import Action, Change
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.pricing import service_terms
from portal.pricing.models import OrderTypeAdjustment
from portal.pricing.rules_price_steps import PROPOSED_TERMS


def _said(column: sa.orm.InstrumentedAttribute[bool | None]) -> sa.Label[str]:
    return sa.case((column.is_(True), "yes"), (column.is_(False), "no"), else_="").label(column.key)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        OrderTypeAdjustment.order_type,
        OrderTypeAdjustment.percent.label("surcharge_percent"),
        OrderTypeAdjustment.valid_from,
        _said(OrderTypeAdjustment.agreement_applies),
        _said(OrderTypeAdjustment.tiers_apply),
    )


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_terms.set_surcharges([one.now for one in changes if one.after], gone)


def _touches(keys: Sequence[Sequence[str]], _on: date) -> Orders:
    return queries_drafts.of_types(queries_drafts.keyed(keys, 0))


ORDER_TYPE_SURCHARGES = known(
    Kind(
        "order_type_surcharges",
        Fields(
            (
                Field("order_type", Shape.CHOICE, needed=True, choices=tuple(PROPOSED_TERMS)),
                Field("surcharge_percent", Shape.DECIMAL, needed=True, least=Decimal(-100), most=Decimal(500)),
                Field("valid_from", Shape.DAY, needed=True),
                Field("agreement_applies", Shape.CHOICE, choices=("yes", "no")),
                Field("tiers_apply", Shape.CHOICE, choices=("yes", "no")),
            ),
            ("order_type", "valid_from"),
        ),
        _rows,
        _write,
        search=("order_type",),
        may_go=True,
        second=True,
        touches=_touches,
    )
)
"""Each holds until the next one of its order type begins; before the first one what is usual of it holds."""
