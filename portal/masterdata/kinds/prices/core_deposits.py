"""Deposits for old units: charged per piece until the old unit comes back. Who asks for one never agrees to it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Kind, Orders, known
from portal.masterdata.rules_changes import (
    Change,
    Objection,
    in_currency,
    named_in,
    rows_by_action,
    strangers,
    too_fine,
)
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import SMALLEST_PRICE
from portal.pricing import queries_lists, service_terms
from portal.pricing.models import CoreDeposit, PriceList


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            PriceList.code.label("price_list"), Part.number.label("part"), CoreDeposit.deposit, PriceList.currency
        )
        .select_from(CoreDeposit)
        .join(PriceList, PriceList.id == CoreDeposit.price_list_id)
        .join(Part, Part.id == CoreDeposit.part_id)
    )


def _fill(changes: Sequence[Change]) -> Sequence[Change]:
    """Rows that name no currency are in the one of their list."""
    lists = queries_lists.lists_named(named_in(changes, "price_list"))
    return in_currency(changes, lambda row: found.currency if (found := lists.get(str(row["price_list"]))) else "")


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """List and part are there, and the deposit is in the currency of its list, in which somebody buys."""
    yield from strangers(changes, "part", service_parts.part_ids(named_in(changes, "part")))
    lists = queries_lists.lists_named({str(one.now["price_list"]) for one in changes if one.after})
    yield from strangers(changes, "price_list", lists)
    bought_in = queries_lists.bought_in()
    for one in changes:
        found = lists.get(str(one.now["price_list"])) if one.after else None
        if found is not None and one.now["currency"] != found.currency:
            yield Objection(one.key, "currency", "pricing.other_currency", {"currency": found.currency})
        elif found is not None and bought_in and found.currency not in bought_in:
            yield Objection(one.key, "currency", "pricing.currency_nobody", {"currency": found.currency})


def _write(changes: Sequence[Change], actor: Actor, _now: datetime) -> None:
    new, changed, gone = rows_by_action(changes)
    people = (changes[0].asked_by if changes else None, actor.user_id)
    service_terms.set_deposits([*new, *changed], gone, people)


def _touches(keys: Sequence[Sequence[str]], on: date) -> Orders:
    return queries_drafts.of_lists((), queries_drafts.keyed(keys, 0, 1), on)


CORE_DEPOSITS = known(
    Kind(
        "core_deposits",
        Fields(
            (
                Field("price_list", Shape.CODE, needed=True, longest=30),
                Field("part", Shape.CODE, needed=True, longest=40),
                Field("deposit", Shape.DECIMAL, needed=True, least=SMALLEST_PRICE, money=True),
                Field("currency", Shape.CURRENCY),
            ),
            ("price_list", "part"),
        ),
        _rows,
        _write,
        _judge,
        _fill,
        search=("price_list", "part"),
        typed=lambda changes: too_fine(changes, "deposit"),
        may_go=True,
        second=True,
        touches=_touches,
        whole_by_first=True,
    )
)
"""What is on top of a part's price until its old unit comes back: a step of the price, credited to a claim for it."""
