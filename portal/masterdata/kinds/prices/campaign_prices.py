"""Campaign prices: a percentage off parts, or a price, for all distributors or one, for some order types, some days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
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
from portal.masterdata.rules_changes import Action, Change, Objection, named_in, strangers
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_keys import parts_of
from portal.masterdata.rules_limits import SMALLEST_PRICE
from portal.masterdata.rules_spans import as_they_will_be, span_of
from portal.pricing import service_special
from portal.pricing.models_special import CampaignPrice
from portal.pricing.queries_lists import bought_in, currencies_of
from portal.pricing.rules_price_steps import PROPOSED_TERMS
from portal.pricing.rules_terms import Clash, Fault, clashes


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            CampaignPrice.campaign,
            Part.number.label("part"),
            sa.func.coalesce(Distributor.code, "").label("distributor"),
            CampaignPrice.order_types,
            CampaignPrice.discount_percent,
            CampaignPrice.price,
            CampaignPrice.currency,
            CampaignPrice.valid_from,
            CampaignPrice.valid_to,
        )
        .select_from(CampaignPrice)
        .join(Part, Part.id == CampaignPrice.part_id)
        .outerjoin(Distributor, Distributor.id == CampaignPrice.buyer_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Part and distributor are there, it is a percentage or a price that somebody can pay, and no two hold at once."""
    yield from strangers(changes, "part", part_ids(named_in(changes, "part")))
    own = currencies_of(named_in(changes, "distributor") - {""})
    yield from strangers(changes, "distributor", {"", *own})
    there = bought_in()
    alone = [objection for one in changes if one.after for objection in _alone(one, own, there)]
    yield from alone
    wrong = {one.key for one in alone}
    yield from _together([one for one in changes if one.key not in wrong])


def _alone(one: Change, own: Mapping[str, str], bought_in: frozenset[str]) -> Iterator[Objection]:
    row, span = one.now, span_of(one.key, one.now)
    currency, buys_in = row["currency"], own.get(str(row["distributor"]))
    if (row["discount_percent"] is None) == (row["price"] is None):
        yield Objection(one.key, "price", "pricing.percent_or_price")
    elif row["price"] is None and currency:
        yield Objection(one.key, "currency", "pricing.currency_without_price")
    elif row["price"] is not None and not currency:
        yield Objection(one.key, "currency", "pricing.currency_missing")
    elif currency and buys_in is not None and buys_in != currency:
        yield Objection(one.key, "currency", "pricing.buys_in", {"own": buys_in})
    elif currency and currency not in bought_in:
        yield Objection(one.key, "currency", "pricing.currency_nobody", {"currency": currency})
    if span.last is not None and span.last < span.first:
        yield Objection(one.key, "valid_to", "pricing.ends_before")


def _together(changes: Sequence[Change]) -> Iterator[Objection]:
    """Two of one part, for the same buyer and order type, do not hold on one day."""
    by_key = {one.key: one for one in changes}
    there = queries.present_with(CAMPAIGN_PRICES, "part", {parts_of(one.key)[1] for one in changes})
    groups: dict[tuple[str, str], dict[str, Row]] = {}
    for key, row in as_they_will_be(changes, there).items():
        groups.setdefault((str(row["part"]), str(row["distributor"])), {})[key] = row
    for rows in groups.values():
        for (key, row), (other, beside) in combinations(rows.items(), 2):
            at = by_key.get(other) or by_key.get(key)
            clash = _overlap(key, row, other, beside) if at is not None else None
            if at is not None and clash is not None:
                facts = {
                    "campaign": (row if at.key == other else beside)["campaign"],
                    "first": clash.first.isoformat(),
                    "last": clash.last.isoformat() if clash.last else None,
                }
                yield Objection(at.key, "valid_from", "pricing.campaign_overlap", facts)


def _overlap(key: str, row: Row, other: str, beside: Row) -> Clash | None:
    types = (set(str(each["order_types"] or "").split()) for each in (row, beside))
    one, two = (each or {*PROPOSED_TERMS} for each in types)
    apart = row["currency"] and beside["currency"] and row["currency"] != beside["currency"]
    if apart or one.isdisjoint(two):
        return None
    found = clashes([span_of(key, row), span_of(other, beside)])
    return next((clash for clash in found if clash.fault is not Fault.GAP), None)


def _write(changes: Sequence[Change], actor: Actor, _now: datetime) -> None:
    people = (changes[0].asked_by if changes else None, actor.user_id)
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_special.set_campaigns([one.now for one in changes if one.after], gone, people)


def _touches(keys: Sequence[Sequence[str]], _on: date) -> Orders:
    for_all = [key for key in keys if not key[2]]
    for_one = [key for key in keys if key[2]]
    of_all = queries_drafts.with_parts(queries_drafts.keyed(for_all, 1))
    of_one = queries_drafts.of_buyers_with_parts(queries_drafts.keyed(for_one, 2, 1))
    both = sa.union(of_all, of_one).subquery()
    return sa.select(both.c[0])


CAMPAIGN_PRICES = known(
    Kind(
        "campaign_prices",
        Fields(
            (
                Field("campaign", Shape.CODE, needed=True, longest=30),
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("distributor", Shape.CODE, longest=12),
                Field("order_types", Shape.WORDS, choices=tuple(PROPOSED_TERMS)),
                Field("discount_percent", Shape.DECIMAL, least=SMALLEST_PRICE, most=Decimal(100)),
                Field("price", Shape.DECIMAL, least=SMALLEST_PRICE, money=True),
                Field("currency", Shape.CURRENCY),
                Field("valid_from", Shape.DAY, needed=True),
                Field("valid_to", Shape.DAY),
            ),
            ("campaign", "part", "distributor", "currency", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("campaign", "part", "distributor"),
        typed=rounded_otherwise,
        may_go=True,
        second=True,
        whole_by_first=True,
        touches=_touches,
    )
)
"""Without a distributor it is for all, without order types for every one. It may end and begin again as it likes."""
