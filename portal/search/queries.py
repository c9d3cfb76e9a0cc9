"""What is found for a text, kind by kind: each kind is looked up by the beginning of an indexed column.

All of it is narrowed to the reader's scope as every select is; what a reader may not open is not looked for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Distributor, UserAccount
from portal.accounts.people.queries import SHOWN_EMAIL
from portal.billing.models import Invoice
from portal.catalogue.models import Part
from portal.catalogue.queries import NAME, facts_select
from portal.catalogue.rules_part_numbers import norm
from portal.core.actor import Actor, Door
from portal.core.data.lists import among_given
from portal.core.data.numbers import own_numbers
from portal.core.data.sessions import read
from portal.core.permissions import Permission
from portal.core.references import Meant, plain_key, reference_key
from portal.documents.kinds import KINDS
from portal.documents.models import Document
from portal.orders.models import SalesOrder
from portal.orders.states import BEFORE_HEADQUARTERS
from portal.returns.models import Claim
from portal.shipping.models import Shipment

MOST = 5
"""So many are shown of a kind; who wants more opens its list."""
LONGEST = 80
LEAST_OF_A_NAME = 2
LEAST_OF_A_VIN = 5
_HIGHEST = "\U0010ffff"


class Kind(StrEnum):
    """What can be found, in the order it is shown."""

    ORDER = "order"
    PURCHASE_ORDER = "purchase_order"
    VEHICLE = "vehicle"
    SHIPMENT = "shipment"
    INVOICE = "invoice"
    CLAIM = "claim"
    PAPER = "paper"
    PART = "part"
    DISTRIBUTOR = "distributor"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what tells it apart (may be empty), and the key its page is asked by."""

    kind: Kind
    title: str
    detail: str
    key: str | int


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what: the text, the numbers of ours it can stand for, the language parts are named in."""

    text: str
    meant: Meant
    actor: Actor
    locale: str


Looked = Callable[[Asked], Iterator[Hit]]


def found(text: str, actor: Actor, locale: str) -> list[Hit]:
    """Return what this person may see of a text, at most `MOST` of each kind; nothing for an empty text."""
    text = text.strip()[:LONGEST]
    if not text:
        return []
    asked = Asked(text, own_numbers(text), actor, locale)
    side = 1 if actor.door is Door.HQ else 0
    return [hit for permissions, look in _WAYS if actor.may(permissions[side]) for hit in look(asked)]


def _numbered(kind: Kind, model: Any, series: str, detail: Any, key: Any = None) -> Looked:
    """Return what looks for things that bear one of our numbers: those meant first, then the newest begun with it."""
    columns = (model.number, detail, model.number if key is None else key)

    @cache
    def whole(hq: bool) -> Any:
        fits = [among_given(model.number, "numbers"), *_shown(model, hq)]
        return sa.select(*columns).where(*fits).order_by(model.number.desc()).limit(MOST)

    @cache
    def begun(hq: bool) -> Any:
        fits = [model.number >= sa.bindparam("start"), model.number < sa.bindparam("end"), *_shown(model, hq)]
        return sa.select(*columns).where(*fits).order_by(model.number.desc()).limit(MOST)

    def look(asked: Asked) -> Iterator[Hit]:
        hq, rows = asked.actor.door is Door.HQ, {}
        wanted = [number for number in asked.meant.whole if number.startswith(series)]
        if wanted:
            rows = {row[0]: row for row in read(whole(hq), {"numbers": wanted})}
        for start in asked.meant.begun:
            if start.startswith(series) and len(rows) < MOST:
                more = read(begun(hq), {"start": start, "end": start + _HIGHEST})
                rows |= {row[0]: row for row in more if row[0] not in rows}
        for title, told, its_key in list(rows.values())[:MOST]:
            yield Hit(kind, title, told or "", its_key)

    return look


def _shown(model: Any, hq: bool) -> Sequence[Any]:
    """Return what narrows a kind further: headquarters does not see drafts of orders."""
    return (SalesOrder.state.not_in(sorted(BEFORE_HEADQUARTERS)),) if hq and model is SalesOrder else ()


def _orders_by(kind: Kind, column: Any, key: Callable[[str], str], least: int) -> Looked:
    """Return what looks for orders by the beginning of a column that holds such keys."""

    @cache
    def wanted(hq: bool) -> Any:
        fits = [column >= sa.bindparam("start"), column < sa.bindparam("end"), *_shown(SalesOrder, hq)]
        shown = SalesOrder.po_number if kind is Kind.PURCHASE_ORDER else SalesOrder.vin
        return sa.select(shown, SalesOrder.number).where(*fits).order_by(column, SalesOrder.id.desc()).limit(MOST)

    def look(asked: Asked) -> Iterator[Hit]:
        start = key(asked.text)
        if len(start) >= least:
            for title, number in read(wanted(asked.actor.door is Door.HQ), {"start": start, "end": start + _HIGHEST}):
                yield Hit(kind, title, number, number)

    return look


@cache
def _parts_wanted(locale: str) -> Any:
    """Parts whose number begins so, and those that others with such a number turned out to be: these lead there."""

    def begins(norm_of: Any) -> Any:
        return (norm_of >= sa.bindparam("start")) & (norm_of < sa.bindparam("end"))

    named = facts_select(locale).with_only_columns(Part.number, NAME, maintain_column_froms=True)
    gone = aliased(Part)
    own = named.where(begins(Part.norm), Part.merged_into_id.is_(None)).order_by(Part.norm).limit(MOST)
    led = named.join(gone, gone.merged_into_id == Part.id).where(begins(gone.norm)).order_by(gone.norm).limit(MOST)
    return sa.union_all(sa.select(own.subquery()), sa.select(led.subquery()))


def _parts(asked: Asked) -> Iterator[Hit]:
    start = norm(asked.text)
    if start:
        found = read(_parts_wanted(asked.locale), {"start": start, "end": start + _HIGHEST})
        for number, name in list(dict.fromkeys((number, name) for number, name in found))[:MOST]:
            yield Hit(Kind.PART, number, name, number)


def _named(text: str, *columns: Any) -> Any:
    return sa.or_(*(column.icontains(text, autoescape=True) for column in columns))


def _distributors(asked: Asked) -> Iterator[Hit]:
    if asked.actor.door is Door.HQ and len(asked.text) >= LEAST_OF_A_NAME:
        fits = _named(asked.text, Distributor.name, Distributor.code)
        wanted = sa.select(Distributor.name, Distributor.code).where(fits).order_by(Distributor.name).limit(MOST)
        for name, code in read(wanted):
            yield Hit(Kind.DISTRIBUTOR, name, code, name)


def _people(asked: Asked) -> Iterator[Hit]:
    """Look for people: headquarters' administrator everybody, an owner those of the own company."""
    if len(asked.text) >= LEAST_OF_A_NAME:
        wanted = sa.select(UserAccount.name, SHOWN_EMAIL, UserAccount.id)
        wanted = wanted.where(_named(asked.text, UserAccount.name, SHOWN_EMAIL))
        if asked.actor.door is Door.DISTRIBUTOR:
            wanted = wanted.where(UserAccount.distributor_id == asked.actor.distributor_id)
        for name, email, user_id in read(wanted.order_by(UserAccount.name, UserAccount.id).limit(MOST)):
            yield Hit(Kind.PERSON, name or email, email, user_id)


_papers_numbered = _numbered(Kind.PAPER, Document, "", Document.subject_number, Document.public_id)


def _papers(asked: Asked) -> Iterator[Hit]:
    """Look for papers; one whose kind the reader may not open is not told of."""
    hits = list(_papers_numbered(asked))
    if not hits or all(kind.readable_with(asked.actor.permissions) for kind in KINDS.values()):
        return iter(hits)
    rows = read(_KINDS_OF, {"ids": [hit.key for hit in hits]})
    closed = {public_id for public_id, kind in rows if not kind.readable_with(asked.actor.permissions)}
    return (hit for hit in hits if hit.key not in closed)


_KINDS_OF = sa.select(Document.public_id, Document.kind).where(among_given(Document.public_id, "ids"))
_ORDERS = (Permission.ORDER_VIEW, Permission.HQ_ORDER_VIEW)
_PAPERS = (Permission.DOCUMENT_VIEW, Permission.HQ_DOCUMENT_VIEW)
_WAYS: tuple[tuple[tuple[Permission, Permission], Looked], ...] = (
    (_ORDERS, _numbered(Kind.ORDER, SalesOrder, "SO-", SalesOrder.po_number)),
    (_ORDERS, _orders_by(Kind.PURCHASE_ORDER, SalesOrder.po_norm, reference_key, 2)),
    (_ORDERS, _orders_by(Kind.VEHICLE, SalesOrder.vin, plain_key, LEAST_OF_A_VIN)),
    (
        (Permission.SHIPMENT_VIEW, Permission.HQ_SHIPMENT_VIEW),
        _numbered(Kind.SHIPMENT, Shipment, "SH-", Shipment.transport_document),
    ),
    (
        (Permission.INVOICE_VIEW, Permission.HQ_INVOICE_VIEW),
        _numbered(Kind.INVOICE, Invoice, "", Invoice.currency),
    ),
    ((Permission.CLAIM_VIEW, Permission.HQ_CLAIM_VIEW), _numbered(Kind.CLAIM, Claim, "RMA-", Claim.currency)),
    (_PAPERS, _papers),
    ((Permission.CATALOGUE_VIEW, Permission.HQ_ORDER_VIEW), _parts),
    (_ORDERS, _distributors),
    ((Permission.TEAM_MANAGE, Permission.USER_MANAGE), _people),
)
"""The ways to look: who may (at the distributors' door, at headquarters'), and how."""
