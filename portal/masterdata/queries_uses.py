"""What uses a distributor, depot, seller or part: counted, a few of it by name, before it is taken out of use."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor, SellingEntity, UserAccount, UserState
from portal.billing.models import CreditNote, Invoice
from portal.catalogue.models import Part
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.models import Document
from portal.documents.rules_kinds import SHIPMENT
from portal.finance.models import LedgerEntry
from portal.masterdata.queries import changes_in
from portal.masterdata.rules_active import Owed, Use, Using, deactivated
from portal.orders.models import DraftRow, OrderLine, SalesOrder
from portal.orders.states import OPEN, OrderState
from portal.pricing.models import Agreement, PriceList
from portal.returns.models import Claim, ClaimLine
from portal.returns.rules import GOODS_COME_BACK
from portal.returns.states import MOVES, SETTLED, Action, ClaimState
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import IN_DEPOT, ON_THE_WAY
from portal.stock.models import Depot, PlannedReceipt, Stock
from portal.stock.queries import STILL_OPEN

NAMED = 5
"""So many of what uses a row are told by name."""


def of_distributor(code: str, leaving: Collection[str] = ()) -> Sequence[Use]:
    """Return what uses a distributor; open orders, shipments under way and active companies below stop it.

    Companies `leaving`, by their codes, go with it or elsewhere at the same time: they are below it no more.
    """
    own = _id_of(Distributor, code)
    under_way = Shipment.state.in_(IN_DEPOT | ON_THE_WAY)
    open_claims = Claim.state.not_in(SETTLED | {ClaimState.DRAFT})
    with scoped(EVERYONE):
        return [
            _use(Using.OPEN_ORDERS, SalesOrder.number, _of(SalesOrder, own), SalesOrder.state.in_(OPEN)),
            _use(Using.SHIPMENTS, Shipment.number, _of(Shipment, own), under_way),
            _use(
                Using.BELOW,
                Distributor.code,
                Distributor.parent_id == own,
                Distributor.active,
                ~among(Distributor.code, leaving),
            ),
            _use(
                Using.DRAFTS,
                SalesOrder.number,
                _of(SalesOrder, own),
                SalesOrder.state == OrderState.DRAFT,
                stops=False,
            ),
            _use(Using.CLAIMS, Claim.number, _of(Claim, own), open_claims, stops=False),
            _use(Using.OWED, LedgerEntry.number, _of(LedgerEntry, own), LedgerEntry.open_amount > 0, stops=False),
            _use(
                Using.PEOPLE,
                UserAccount.email,
                _of(UserAccount, own),
                UserAccount.state != UserState.DISABLED,
                UserAccount.invited_as == "",
                stops=False,
            ),
        ]


def out_of_use_by(change_set_id: int) -> list[str]:
    """Return the keys of the rows that a change set takes out of use."""
    return [one.key for one in changes_in(change_set_id) if deactivated(one)]


def owed_by(codes: Collection[str]) -> Sequence[Owed]:
    """Return what distributors owe still, by currency; nothing of it keeps them in use."""
    homes = sa.select(Distributor.id).where(among(Distributor.code, codes))
    found = (
        sa.select(LedgerEntry.currency, sa.func.count(), sa.func.sum(LedgerEntry.open_amount))
        .where(LedgerEntry.distributor_id.in_(homes), LedgerEntry.open_amount > 0)
        .group_by(LedgerEntry.currency)
        .order_by(LedgerEntry.currency)
    )
    with scoped(EVERYONE):
        return [Owed(*row) for row in db.session.execute(found)]


def of_depot(code: str) -> Sequence[Use]:
    """Return what uses a depot: stock, shipments that have not left, and what comes in; all stop it.

    That are receipts that are planned, and claims whose goods are to come back there.
    """
    own = _id_of(Depot, code)
    lying = sa.select(Part.number).join(Stock, Stock.part_id == Part.id).where(Stock.depot_id == own, Stock.on_hand > 0)
    coming = sa.select(PlannedReceipt.reference).where(PlannedReceipt.depot_id == own, STILL_OPEN)
    back = (
        sa.select(Claim.number)
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .join(ShipmentLine, ShipmentLine.id == ClaimLine.shipment_line_id)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.depot_id == own, Claim.state.in_(MOVES[Action.RECEIVE].sources))
        .where(ClaimLine.outcome.in_(GOODS_COME_BACK), ClaimLine.approved > 0)
        .distinct()
    )
    with scoped(EVERYONE):
        return [
            _counted(Using.STOCK, lying, stops=True),
            _use(Using.SHIPMENTS, Shipment.number, Shipment.depot_id == own, Shipment.state.in_(IN_DEPOT)),
            _counted(Using.RECEIPTS, coming, stops=True),
            _counted(Using.CLAIMS, back, stops=True),
        ]


def of_part(number: str) -> Sequence[Use]:
    """Return what uses a part: open orders, drafts (how many), depots it lies in, planned receipts; none stops it."""
    own = db.session.scalar(sa.select(Part.id).where(Part.number == number)) or 0
    mine = SalesOrder.id.in_(sa.select(OrderLine.order_id).where(OrderLine.part_id == own))
    lying = sa.select(Depot.code).join(Stock, Stock.depot_id == Depot.id).where(Stock.part_id == own, Stock.on_hand > 0)
    rows = sa.select(DraftRow.order_id).where(DraftRow.part_id == own)
    drafted = sa.select(SalesOrder.number).where(SalesOrder.id.in_(rows), SalesOrder.state == OrderState.DRAFT)
    expected = sa.select(PlannedReceipt.reference).where(PlannedReceipt.part_id == own, STILL_OPEN)
    with scoped(EVERYONE):
        drafts = _counted(Using.DRAFTS, drafted, stops=False)
        return [
            _use(Using.OPEN_ORDERS, SalesOrder.number, mine, SalesOrder.state.in_(OPEN), stops=False),
            Use(drafts.what, drafts.count),
            _counted(Using.DEPOTS, lying, stops=False),
            _counted(Using.RECEIPTS, expected, stops=False),
        ]


def agreed_in(codes: Collection[str], today: date) -> dict[str, list[tuple[str, str]]]:
    """Return the lists, each with its currency, on which agreements with distributors hold on a day or later."""
    lasts = sa.or_(Agreement.valid_to.is_(None), Agreement.valid_to >= today)
    asked = (
        sa.select(Distributor.code, PriceList.code, PriceList.currency)
        .join(Agreement, Agreement.distributor_id == Distributor.id)
        .join(PriceList, PriceList.id == Agreement.price_list_id)
        .where(among(Distributor.code, codes), lasts)
        .order_by(Distributor.code, PriceList.code)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    with scoped(EVERYONE):
        for code, price_list, currency in db.session.execute(asked):
            found.setdefault(code, []).append((price_list, currency))
    return found


def of_seller(code: str) -> Sequence[Use]:
    """Return what uses a seller: active distributors it sells to, which stop it, and papers it issued."""
    own = _id_of(SellingEntity, code)
    sold_to = _use(Using.BUYERS, Distributor.code, Distributor.selling_entity_id == own, Distributor.active)
    with scoped(EVERYONE):
        return [sold_to, _papers(own)]


def _papers(own: int) -> Use:
    """Return the papers of every kind a seller issued: of shipments it invoiced, and of claims on these."""
    charged = Invoice.selling_entity_id == own
    shipments = sa.select(Shipment.number).join(Invoice, Invoice.shipment_id == Shipment.id).where(charged)
    claims = sa.select(CreditNote.claim_number).join(Invoice, Invoice.id == CreditNote.invoice_id).where(charged)
    of_shipments = (Document.subject_kind == SHIPMENT.code) & Document.subject_number.in_(shipments)
    of_claims = (Document.subject_kind == CREDIT_NOTE.subject.code) & Document.subject_number.in_(claims)
    return _use(Using.PAPERS, Document.number, of_shipments | of_claims, stops=False)


def companies_shut() -> frozenset[str]:
    """Return the codes of the distributors that are out of use."""
    return frozenset(db.session.scalars(sa.select(Distributor.code).where(~Distributor.active)))


def sellers_in_use() -> frozenset[str]:
    """Return the codes of the sellers that sell to somebody new."""
    return frozenset(db.session.scalars(sa.select(SellingEntity.code).where(SellingEntity.active)))


def is_shut(model: Any, code: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a distributor, depot or seller is out of use, by a column that holds its code."""
    return sa.exists().where(model.code == code, ~model.active)


def _id_of(model: Any, code: str) -> int:
    return db.session.scalar(sa.select(model.id).where(model.code == code)) or 0


def _of(model: Any, own: int) -> sa.ColumnElement[bool]:
    owned: sa.ColumnElement[bool] = model.distributor_id == own
    return owned


def _use(what: Using, name: Any, *where: Any, stops: bool = True) -> Use:
    return _counted(what, sa.select(name).where(*where), stops=stops)


def _counted(what: Using, wanted: sa.Select[Any], *, stops: bool) -> Use:
    some = tuple(sorted(db.session.scalars(wanted.limit(NAMED + 1))))
    names = () if what is Using.PEOPLE else some  # who they are is told to those who look after people alone
    if len(some) <= NAMED:
        return Use(what, len(some), names, stops)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    return Use(what, count, (*names[:NAMED], "…"), stops)
