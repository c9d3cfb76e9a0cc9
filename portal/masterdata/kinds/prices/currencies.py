"""Currencies: how unit prices are rounded, with so many decimals, to a step, a half up or to the even."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.money import decimals
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Kind, Orders, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import SMALLEST_PRICE
from portal.pricing import service_special
from portal.pricing.models_special import CurrencyRule

HALVES = ("up", "even")


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(CurrencyRule.currency, CurrencyRule.price_places, CurrencyRule.price_step, CurrencyRule.half)


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Somebody buys in it, and a step has no more decimals than prices have."""
    bought_in = set(db.session.scalars(sa.select(Distributor.currency).distinct()))
    for one in changes:
        if not one.after:
            continue
        currency, places = str(one.now["currency"]), one.now["price_places"]
        if currency not in bought_in:
            yield Objection(one.key, "currency", "pricing.currency_nobody", {"currency": currency})
        most = decimals(currency) if places is None else int(places)
        step = one.now["price_step"]
        if step is not None and Decimal(str(step)) != round(Decimal(str(step)), most):
            yield Objection(one.key, "price_step", "pricing.step_places", {"places": most})


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.key for one in changes if one.action is Action.GONE]
    service_special.set_currencies([one.now for one in changes if one.after], gone)


def _touches(keys: Sequence[Sequence[str]], _on: date) -> Orders:
    return queries_drafts.in_currencies(queries_drafts.keyed(keys, 0))


CURRENCIES = known(
    Kind(
        "currencies",
        Fields(
            (
                Field("currency", Shape.CURRENCY, needed=True),
                Field("price_places", Shape.WHOLE, most=Decimal(4)),
                Field("price_step", Shape.DECIMAL, least=SMALLEST_PRICE),
                Field("half", Shape.CHOICE, choices=HALVES, usual="up"),
            ),
            ("currency",),
        ),
        _rows,
        _write,
        _judge,
        search=("currency",),
        may_go=True,
        second=True,
        touches=_touches,
    )
)
"""Without decimals it is the minor unit of ISO 4217. A currency that is not here keeps four decimals in unit prices."""
