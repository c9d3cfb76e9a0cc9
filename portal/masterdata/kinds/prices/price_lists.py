"""Price lists: the names prices, tiers and agreements go by, each with its currency and validity."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.queries_swapped import codes_for_names
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.pricing import queries_lists, service_terms
from portal.pricing.models import ListPrice, PriceList
from portal.pricing.rules_terms import within
from portal.pricing.service_terms import day


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(PriceList.code, PriceList.name, PriceList.currency, PriceList.valid_from, PriceList.valid_to)


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A list ends after it begins, is in a currency somebody buys in once anybody buys, and outlasts its agreements.

    It keeps its currency once prices or agreements rest on it.
    """
    used = queries_lists.lists_in_use([one.key for one in changes])
    bought_in = queries_lists.bought_in()
    for one in changes:
        if not one.after:
            continue
        first, last = day(str(one.now["valid_from"])), day(str(one.now["valid_to"] or ""))
        agreed = used.get(one.key)
        if first is None or (last is not None and last < first):
            yield Objection(one.key, "valid_to", "pricing.ends_before")
        elif _begun_in(one) and bought_in and one.now["currency"] not in bought_in:
            yield Objection(one.key, "currency", "pricing.currency_nobody", {"currency": one.now["currency"]})
        elif agreed is not None and one.before and one.before["currency"] != one.now["currency"]:
            yield Objection(one.key, "currency", "pricing.currency_fixed", {"currency": one.before["currency"]})
        elif agreed is not None and agreed.first is not None and not within(agreed.first, agreed.last, first, last):
            yield Objection(one.key, "valid_to", "pricing.agreed_longer", {"distributor": agreed.distributor})


def _begun_in(one: Change) -> bool:
    """Whether a list is new in its currency."""
    return one.before is None or one.before["currency"] != one.now["currency"]


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_terms.set_lists([one.now for one in changes if one.after])
    service_terms.remove_lists([one.key for one in changes if one.action is Action.GONE])


def _has_none(row: Any) -> sa.ColumnElement[bool]:
    """Lists without a price; the first one is asked for by its key, for who looks through all prices reads millions."""
    own = sa.select(PriceList.id).where(PriceList.code == row.code).correlate(row.code.table).scalar_subquery()
    first = sa.select(ListPrice.part_id).where(ListPrice.price_list_id == own)
    return (
        first.order_by(ListPrice.price_list_id, ListPrice.part_id)
        .limit(1)
        .correlate(row.code.table)
        .scalar_subquery()
        .is_(None)
    )


PRICE_LISTS = known(
    Kind(
        "price_lists",
        Fields(
            (
                Field("code", Shape.CODE, needed=True, longest=30, given=True),
                Field("name", needed=True, longest=120),
                Field("currency", Shape.CURRENCY, needed=True),
                Field("valid_from", Shape.DAY, needed=True),
                Field("valid_to", Shape.DAY),
            ),
            ("code",),
        ),
        _rows,
        _write,
        _judge,
        search=("code", "name"),
        gaps={
            "prices": _has_none,
        },
        typed=codes_for_names(_rows, "code", "name"),
        may_go=True,
        related=tuple(
            (name, "price_list") for name in ("list_prices", "quantity_tiers", "core_deposits", "agreements")
        ),
    )
)
"""A company's price lists; one with prices, tiers or agreements cannot go."""
