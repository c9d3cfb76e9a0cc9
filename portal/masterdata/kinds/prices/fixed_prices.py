"""Fixed prices: what a part costs one distributor from a day to a day, whatever lists and discounts say."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.models import Part
from portal.catalogue.service_parts import part_ids
from portal.core.actor import Actor
from portal.masterdata import queries
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Kind, Orders, known
from portal.masterdata.queries_rounding import rounded_otherwise
from portal.masterdata.rules_changes import Action, Change, Objection, in_currency, named_in, strangers
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_keys import parts_of
from portal.masterdata.rules_limits import SMALLEST_PRICE
from portal.masterdata.rules_spans import against, clashing, span_of
from portal.pricing import service_special
from portal.pricing.models_special import FixedPrice
from portal.pricing.queries_lists import currencies_of
from portal.pricing.rules_terms import Fault

CODES = {Fault.OVERLAP: "pricing.fixed_overlap", Fault.GAP: "pricing.fixed_gap"}


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Distributor.code.label("distributor"),
            Part.number.label("part"),
            FixedPrice.price,
            FixedPrice.currency,
            FixedPrice.valid_from,
            FixedPrice.valid_to,
        )
        .select_from(FixedPrice)
        .join(Distributor, Distributor.id == FixedPrice.distributor_id)
        .join(Part, Part.id == FixedPrice.part_id)
    )


def _fill(changes: Sequence[Change]) -> Sequence[Change]:
    """Rows that name no currency are in the one their distributor buys in."""
    own = currencies_of(named_in(changes, "distributor"))
    return in_currency(changes, lambda row: own.get(str(row["distributor"]), ""))


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Distributor and part are there, the currency is the distributor's, and days follow each other."""
    yield from strangers(changes, "part", part_ids(named_in(changes, "part")))
    own = currencies_of(named_in(changes, "distributor"))
    yield from strangers(changes, "distributor", own)
    wrong = set()
    for one in changes:
        if not one.after:
            continue
        buys_in, span = own.get(str(one.now["distributor"])), span_of(one.key, one.now)
        if buys_in is not None and buys_in != one.now["currency"]:
            yield Objection(one.key, "currency", "pricing.buys_in", {"own": buys_in})
        if span.last is not None and span.last < span.first:
            wrong.add(one.key)
            yield Objection(one.key, "valid_to", "pricing.ends_before")
    there = queries.present(FIXED_PRICES, None, {parts_of(one.key)[0] for one in changes})
    yield from against(clashing([one for one in changes if one.key not in wrong], there, _group), CODES)


def _group(row: Row) -> tuple[str, ...]:
    return str(row["distributor"]), str(row["part"])


def _write(changes: Sequence[Change], actor: Actor, _now: datetime) -> None:
    people = (changes[0].asked_by if changes else None, actor.user_id)
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_special.set_fixed_prices([one.now for one in changes if one.after], gone, people)


def _touches(keys: Sequence[Sequence[str]], _on: date) -> Orders:
    return queries_drafts.of_buyers_with_parts(queries_drafts.keyed(keys, 0, 1))


FIXED_PRICES = known(
    Kind(
        "fixed_prices",
        Fields(
            (
                Field("distributor", Shape.CODE, needed=True, longest=12),
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("price", Shape.DECIMAL, needed=True, least=SMALLEST_PRICE, money=True),
                Field("currency", Shape.CURRENCY),
                Field("valid_from", Shape.DAY, needed=True),
                Field("valid_to", Shape.DAY),
            ),
            ("distributor", "part", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        _fill,
        search=("distributor", "part"),
        typed=rounded_otherwise,
        may_go=True,
        second=True,
        whole_by_first=True,
        touches=_touches,
    )
)
"""The currency stands beside each price and is the one its distributor buys in. One that ends early is a campaign."""
