"""What order types mean on a day: rows of master data, and what is usual where none holds yet."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

import sqlalchemy as sa

from portal.core.data.holding import held
from portal.core.data.sessions import read
from portal.core.dated import Dated
from portal.core.days import hq_day
from portal.orders.models import OrderTypeTerms
from portal.orders.types.states import USUAL_TERMS, OrderType, Proof, Terms, TypeTerms

_NOTHING: Dated[TypeTerms] = Dated(())
_ROWS = sa.select(
    OrderTypeTerms.order_type,
    OrderTypeTerms.valid_from,
    OrderTypeTerms.priority,
    OrderTypeTerms.default_mode,
    OrderTypeTerms.review_minutes,
    OrderTypeTerms.around_the_clock,
    OrderTypeTerms.release_minutes,
    OrderTypeTerms.pack_rule,
    OrderTypeTerms.backorder_rule,
    OrderTypeTerms.ship_minutes,
    OrderTypeTerms.ship_working_days,
    OrderTypeTerms.max_pieces_per_part,
    OrderTypeTerms.cancel_days,
    OrderTypeTerms.cadence,
    OrderTypeTerms.proofs,
)


def terms_at(instant: datetime) -> Terms:
    """Return what every order type means on headquarters' day at an instant; no statement where nothing changed.

    A draft goes by the terms of today, an order by those of the moment it was handed in.
    """
    return _completed(dated_types().on(hq_day(instant)))


def dated_types() -> Dated[TypeTerms]:
    """Return all that was set of order types, by type and first day."""
    return held("order_types", _read, _NOTHING)


def terms_of(order_type: OrderType, instant: datetime) -> TypeTerms:
    """Return what one order type means on headquarters' day at an instant."""
    return terms_at(instant)[order_type]


def _read() -> Dated[TypeTerms]:
    found: list[tuple[str, date, TypeTerms]] = []
    for row in read(_ROWS).mappings():
        terms = dict(row)
        order_type, since = terms.pop("order_type"), terms.pop("valid_from")
        found.append((order_type, since, TypeTerms(**terms | {"proofs": _proofs(terms["proofs"])})))
    return Dated(found)


def _proofs(words: str) -> tuple[Proof, ...]:
    """The proofs some words name, in the order in which they are asked for."""
    return tuple(proof for proof in Proof if proof.value in words.split())


def _completed(set_terms: Mapping[str, TypeTerms]) -> Terms:
    if not set_terms:
        return USUAL_TERMS
    return MappingProxyType({each: set_terms.get(each, USUAL_TERMS[each]) for each in OrderType})
