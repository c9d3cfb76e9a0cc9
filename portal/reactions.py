"""The only way up: what follows from each event, in order, inside the same transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.accounts.sellers.events import SellerAccountsChanged
from portal.allocation import service as allocation
from portal.approvals.events import ChangeApproved, ChangeAsked, ChangeRefused
from portal.audit import service as audit
from portal.billing.events import CreditNoteIssued, InvoiceIssued
from portal.billing.service_issuing import issuers
from portal.catalogue.service_parts import PARTS
from portal.core.actor import SYSTEM
from portal.downloads.events import FileMade, FileRefused
from portal.finance.events import CreditFreed, CreditRaiseAsked, PaymentReceived, PaymentReversed
from portal.masterdata.events import ChangeSetApplied, ChangeSetAsked, ChangeSetRefused, ChangeSetStuck
from portal.notifications.events import SecretMailRead
from portal.orders.decisions import service_credit_holds, service_gathering, service_holds
from portal.orders.events import (
    ChangesRequested,
    FindingWaived,
    HoldPlaced,
    HoldReleased,
    LinesBackordered,
    OrderApproved,
    OrderCancelled,
    OrderHandedBack,
    OrderPassedUp,
    OrderRejected,
    OrderReleased,
    OrderSentBack,
    OrderSubmitted,
    OrderTaken,
    PartsAllowed,
    PromiseRevised,
    PromisesMoved,
    RestCancelled,
)
from portal.orders.service_record import ORDERS, note_shipment
from portal.returns.events import ClaimDecided, ClaimHandedBack, ClaimSubmitted, ClaimTaken
from portal.review import service as review
from portal.shipping.depot import service_ready
from portal.shipping.events import (
    PickedShort,
    ReceiptConfirmed,
    ShipmentDispatched,
    ShipmentEvent,
    ShipmentPacked,
)
from portal.shipping.queries_order import happened_at, orders_in
from portal.stock.events import ReceiptsReplanned, StockArrived
from portal.telling import changes as tell_changes
from portal.telling import goods as tell_goods
from portal.telling import money as tell_money
from portal.telling import orders as tell_orders


def allocate_released(event: OrderReleased, now: datetime) -> None:
    """A released order is allocated at once, not when somebody thinks of it."""
    allocation.serve_order(event.order_id, event.doer_id, now, fresh=True)


def allocate_let_go(event: HoldReleased, now: datetime) -> None:
    """A released order whose hold is lifted gets what came in meanwhile."""
    allocation.serve_order(event.order_id, event.doer_id, now)


def allocate_parts(event: PartsAllowed, now: datetime) -> None:
    """An order that may ship in parts from now on gets what is there of lines that had to be whole until then."""
    allocation.serve_order(event.order_id, event.doer_id, now)


def allocate_again(event: PickedShort, now: datetime) -> None:
    """What was not found on the shelf goes round again, and gets a new promise."""
    allocation.run_allocation(SYSTEM, now, part_ids=event.part_ids)


def allocate_behind(event: RestCancelled, now: datetime) -> None:
    """Whoever waits behind what was cancelled moves up: stock that was left to it, and the days promised."""
    allocation.serve_parts(event.part_ids, now)


def allocate_arrived(event: StockArrived | ReceiptsReplanned, now: datetime) -> None:
    """What came in goes to who waits for it; what is expected otherwise than before is promised anew."""
    allocation.serve_parts(event.part_ids, now)


def note_on_orders(kind: str) -> Callable[[Any, datetime], None]:
    """Let the orders in a shipment tell in their own history what became of it."""

    def react(event: ShipmentEvent, now: datetime) -> None:
        when = happened_at(event.shipment_id, kind.removeprefix("shipment_")) or now
        note_shipment(orders_in(event.shipment_id), kind, event.number, when)

    return react


def note_on_gathered(event: OrderSubmitted, now: datetime) -> None:
    """Dealers' orders tell that the order they were gathered into was handed in."""
    if not event.again:
        service_gathering.note_on_gathered([event.order_id], "ordered_above", now)


def note_left_on_gathered(event: ShipmentDispatched, now: datetime) -> None:
    """Dealers' orders tell that goods of the order they were gathered into are on their way."""
    service_gathering.note_on_gathered(orders_in(event.shipment_id), "left_above", now)


def note_raise_asked(event: CreditRaiseAsked, _now: datetime) -> None:
    """Who asks for more credit while an order is held does not release that order."""
    service_holds.note_raise_asked(event.distributor_id, event.currency, event.asked_by)


def lift_credit_holds(event: CreditFreed, now: datetime) -> None:
    """Money that came in lets go the orders that were held for it, and for nothing else."""
    payment = (event.distributor_id, event.currency, event.number)
    service_credit_holds.lift_credit_holds(*payment, event.doer_id, now)


def hold_again(event: PaymentReversed, now: datetime) -> None:
    """A payment taken back stops again what it had let go, unless the goods have left."""
    payment = (event.distributor_id, event.currency, event.number)
    service_credit_holds.hold_again(*payment, event.recorded_at, now)


def record_mail_read(event: SecretMailRead, now: datetime) -> None:
    """Keep on record who read a mail that opens somebody else's account."""
    facts = {"kind": event.kind, "email": event.to_address}
    audit.record(event.reader, "mail.read", "mail", event.mail_id, after=facts, now=now)


Reactions = Mapping[type, Sequence[Callable[[Any, datetime], None]]]

FURTHER: Reactions = {
    OrderSubmitted: (review.open_order, tell_orders.submitted, note_on_gathered),
    OrderTaken: (review.take_order, tell_orders.taken_over),
    OrderHandedBack: (review.hand_back,),
    ChangesRequested: (review.pause, tell_orders.changes_requested),
    OrderApproved: (review.close, tell_orders.approved),
    OrderPassedUp: (tell_orders.passed_up,),
    OrderSentBack: (tell_orders.sent_back,),
    OrderRejected: (review.close, tell_orders.rejected),
    OrderCancelled: (review.close,),
    CreditRaiseAsked: (note_raise_asked,),
    PaymentReceived: (tell_money.paid,),
    CreditFreed: (lift_credit_holds,),
    PaymentReversed: (hold_again, tell_money.payment_reversed),
    HoldPlaced: (review.refresh_findings,),
    OrderReleased: (allocate_released,),
    HoldReleased: (review.refresh_findings, allocate_let_go),
    FindingWaived: (review.refresh_findings,),
    PartsAllowed: (allocate_parts,),
    LinesBackordered: (tell_orders.backordered, tell_orders.short),
    RestCancelled: (allocate_behind, tell_orders.rest_cancelled),
    PromiseRevised: (tell_orders.promise_revised,),
    PromisesMoved: (tell_orders.promises_moved,),
    SecretMailRead: (record_mail_read,),
    PickedShort: (allocate_again,),
    StockArrived: (allocate_arrived,),
    ReceiptsReplanned: (allocate_arrived,),
    ShipmentPacked: (note_on_orders("shipment_packed"),),
    ShipmentDispatched: (note_on_orders("shipment_departed"), note_left_on_gathered, tell_goods.dispatched),
    ReceiptConfirmed: (note_on_orders("shipment_received"), tell_goods.received),
    InvoiceIssued: (tell_money.invoiced,),
    CreditNoteIssued: (tell_money.credited,),
    ClaimSubmitted: (review.open_claim, tell_goods.claim_submitted),
    ClaimTaken: (review.take_claim, tell_orders.taken_over),
    ClaimHandedBack: (review.hand_back_claim,),
    ClaimDecided: (review.close_claim, tell_goods.claim_decided),
    ChangeAsked: (tell_changes.change_asked,),
    ChangeSetAsked: (tell_changes.data_change_asked,),
    ChangeSetApplied: (tell_changes.data_change_applied,),
    ChangeSetRefused: (tell_changes.data_change_refused,),
    ChangeSetStuck: (tell_changes.data_change_stuck,),
    SellerAccountsChanged: (tell_changes.bank_accounts_changed,),
    ChangeApproved: (tell_changes.change_approved,),
    ChangeRefused: (tell_changes.change_refused,),
    FileMade: (tell_changes.file_made,),
    FileRefused: (tell_changes.file_refused,),
}
"""All that follows but papers: an issuer in `billing` says itself at which event it issues."""


def _papers_first(papers: Reactions, further: Reactions) -> Reactions:
    return {event: (*papers.get(event, ()), *further.get(event, ())) for event in {**papers, **further}}


REACTIONS = _papers_first(issuers(), FURTHER)
KEEPERS = {ORDERS: (service_ready.count_anew,), PARTS: (service_ready.parts_changed,)}
"""Who keeps something derived of what a transaction touched."""
