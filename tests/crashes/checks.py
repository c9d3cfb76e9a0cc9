"""What must be true of a database after any crash; each function returns what is wrong, in words."""

from collections import Counter as Count
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from portal.audit.models import AuditRow
from portal.audit.queries import verify_chain
from portal.billing.models import Invoice, InvoiceLine
from portal.core import storage
from portal.core.data.counters import Counter
from portal.core.data.sessions import db
from portal.core.jobs.models import Job, JobState
from portal.core.money import line_amount
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.models import Document, PaperState
from portal.finance.models import CreditAccount, CreditReservation, EntryKind, LedgerEntry
from portal.notifications.models import Mail, Notice
from portal.orders.models import OrderHistory, OrderLine, SalesOrder
from portal.orders.models_bought import BoughtPart
from portal.orders.service_bought import KEPT, bought_from_lines
from portal.orders.states import OrderState
from portal.shipping.depot.service_ready import KEPT as KEPT_READY
from portal.shipping.depot.service_ready import ready_from_lines
from portal.shipping.models import ReadyOrder, Shipment
from portal.stock.models import Allocation, Stock, StockMovement


@dataclass
class Attempt:
    """An order somebody tried to hand in: its own purchase order number, and pieces and price by part."""

    po_number: str
    lines: tuple[tuple[str, int, Decimal], ...]
    acknowledged: str = ""

    @property
    def total(self) -> Decimal:
        """Return what the order must come to."""
        return sum((line_amount(quantity, price, "USD") for _part, quantity, price in self.lines), Decimal(0))


def wrong_with(attempts: Sequence[Attempt] = (), shipments: Iterable[str] = ()) -> list[str]:
    """Return everything wrong with the database of the current application."""
    db.session.remove()
    checks = (_sums, _bought, _ready, _said_once, _numbers, _charged, _credit, _stock, _papers, _jobs, _chain)
    found = [problem for check in checks for problem in check()]
    return [*found, *_attempts(attempts), *_issued(shipments)]


def _attempts(attempts: Sequence[Attempt]) -> list[str]:
    """Every acknowledged order is there exactly once and as it was sent; none is there twice."""
    found = []
    stored: defaultdict[str, list[SalesOrder]] = defaultdict(list)
    for order in db.session.scalars(sa.select(SalesOrder)):
        stored[order.po_number].append(order)
    for attempt in attempts:
        there = stored[attempt.po_number]
        if attempt.acknowledged and [order.number for order in there] != [attempt.acknowledged]:
            found.append(f"{attempt.po_number} was acknowledged as {attempt.acknowledged}: {[o.number for o in there]}")
        if len(there) > 1:
            found.append(f"{attempt.po_number} is there {len(there)} times")
        for order in there:
            found += _as_sent(attempt, order)
    return found


def _as_sent(attempt: Attempt, order: SalesOrder) -> list[str]:
    if order.state is OrderState.DRAFT:
        return [f"{order.number} was acknowledged and is a draft"] if attempt.acknowledged else []
    query = sa.select(OrderLine.part_number, OrderLine.ordered, OrderLine.unit_price)
    lines = db.session.execute(query.where(OrderLine.order_id == order.id).order_by(OrderLine.line_no)).all()
    if [tuple(line) for line in lines] != [tuple(line) for line in attempt.lines]:
        return [f"{order.number} holds {lines}, sent were {attempt.lines}"]
    return [] if order.total == attempt.total else [f"{order.number} comes to {order.total}, not {attempt.total}"]


def _sums() -> list[str]:
    """An order's total is the sum of its lines, each to the cent."""
    found = []
    lines: defaultdict[int, list[OrderLine]] = defaultdict(list)
    for line in db.session.scalars(sa.select(OrderLine)):
        lines[line.order_id].append(line)
    for order in db.session.scalars(sa.select(SalesOrder).where(SalesOrder.state != OrderState.DRAFT)):
        own = lines[order.id]
        found += [
            f"{order.number} line {line.line_no}: {line.amount}"
            for line in own
            if line.amount != line_amount(line.ordered, line.unit_price, order.currency)
        ]
        sums = (sum((line.amount for line in own), Decimal(0)), len(own), sum(line.ordered for line in own))
        if own and sums != (order.total, order.line_count, order.pieces):
            found.append(f"{order.number} says {order.total}/{order.line_count}/{order.pieces}, its lines {sums}")
    return found


def _ready() -> list[str]:
    """What stands ready to pick is kept as a count of the lines gives it."""
    kept = {tuple(row) for row in db.session.execute(sa.select(*(getattr(ReadyOrder, name) for name in KEPT_READY)))}
    lines = {tuple(row) for row in db.session.execute(ready_from_lines())}
    return [f"ready, and not kept so: {row}" for row in sorted(lines ^ kept, key=repr)]


def _bought() -> list[str]:
    """What each company bought before is what the lines of its orders come to."""
    kept = {tuple(row) for row in db.session.execute(sa.select(*(getattr(BoughtPart, name) for name in KEPT)))}
    lines = {tuple(row) for row in db.session.execute(bought_from_lines())}
    return [f"bought, and not kept so: {row}" for row in sorted(lines ^ kept)]


def _said_once() -> list[str]:
    """What happened to an order stands once in its history, in the audit, in each inbox and mail."""
    history = sa.select(SalesOrder.number, OrderHistory.kind).join(SalesOrder, SalesOrder.id == OrderHistory.order_id)
    told = [f"history {row}" for row in db.session.execute(history.where(OrderHistory.kind == "submitted"))]
    audit = sa.select(AuditRow.action, AuditRow.subject_id)
    once = ("order.submitted", "invoice.issued", "shipment.booked")
    told += [f"audit {row}" for row in db.session.execute(audit.where(AuditRow.action.in_(once)))]
    mails = db.session.execute(sa.select(Mail.to_address, Mail.kind, Mail.facts))
    told += [f"mail {to} {kind} {facts.get('number')}" for to, kind, facts in mails]
    notices = db.session.execute(sa.select(Notice.user_id, Notice.kind, Notice.facts))
    told += [f"notice {to} {kind} {facts.get('number')}" for to, kind, facts in notices]
    found = [f"{what} is there {times} times" for what, times in Count(told).items() if times > 1]
    handed_in = sa.select(SalesOrder.number).where(SalesOrder.submitted_at.is_not(None))
    known = {f"audit ('order.submitted', '{number}')" for number in db.session.scalars(handed_in)}
    return found + [f"{missing} is missing" for missing in sorted(known - set(told))]


def _numbers() -> list[str]:
    """Every series runs from 1 to its counter without gap or double."""
    series: defaultdict[str, list[int]] = defaultdict(list)
    for column in (Document.number, SalesOrder.number, Shipment.number):
        for number in db.session.scalars(sa.select(column)):
            name, _dash, last = number.rpartition("-")
            series[name].append(int(last))
    counters = dict(db.session.execute(sa.select(Counter.series, Counter.last)).all())
    found = []
    for name, numbers in series.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)) or counters.get(name) != len(numbers):
            found.append(f"series {name}: {len(numbers)} numbers, the counter stands at {counters.get(name)}")
    return found


def _charged() -> list[str]:
    """Invoice, its lines, the order lines and the ledger say the same."""
    lines = sa.select(InvoiceLine.invoice_id, sa.func.count(), sa.func.sum(InvoiceLine.amount))
    sums = {row[0]: row[2] for row in db.session.execute(lines.group_by(InvoiceLine.invoice_id))}
    ledger = sa.select(LedgerEntry.number, LedgerEntry.debit).where(LedgerEntry.kind == EntryKind.INVOICE)
    posted = dict(db.session.execute(ledger).all())
    found = [
        f"{invoice.number}: {invoice.total}, {sums.get(invoice.id)}, {posted.get(invoice.number)}"
        for invoice in db.session.scalars(sa.select(Invoice))
        if not invoice.total == sums.get(invoice.id) == posted.get(invoice.number)
    ]
    per_line = sa.select(InvoiceLine.line_id, sa.func.sum(InvoiceLine.quantity)).group_by(InvoiceLine.line_id)
    invoiced = dict(db.session.execute(per_line).all())
    return found + [
        f"order line {line_id}: {counted} counted as invoiced, {invoiced.get(line_id, 0)} are"
        for line_id, counted in db.session.execute(sa.select(OrderLine.id, OrderLine.invoiced))
        if counted != invoiced.get(line_id, 0)
    ]


def _credit() -> list[str]:
    """What an account has reserved and open is the sum of its reservations and open items."""
    held: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    owed: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for one in db.session.scalars(sa.select(CreditReservation)):
        held[one.distributor_id, one.currency] += one.left
    for entry in db.session.scalars(sa.select(LedgerEntry)):
        owed[entry.distributor_id, entry.currency] += entry.open_amount
    found = []
    for account in db.session.scalars(sa.select(CreditAccount)):
        key = (account.distributor_id, account.currency)
        if (account.reserved, account.open_items) != (held[key], owed[key]):
            found.append(f"account {key}: {account.reserved}/{account.open_items}, in fact {held[key]}/{owed[key]}")
    return found


def _stock() -> list[str]:
    """On hand is the sum of movements, tied is what lines hold, and lines hold what they say."""
    moved = sa.select(StockMovement.depot_id, StockMovement.part_id, sa.func.sum(StockMovement.quantity))
    by_place = {row[:2]: row[2] for row in map(tuple, db.session.execute(moved.group_by(*moved.selected_columns[:2])))}
    tied = sa.select(Allocation.depot_id, Allocation.part_id, sa.func.sum(Allocation.quantity))
    held = {row[:2]: row[2] for row in map(tuple, db.session.execute(tied.group_by(*tied.selected_columns[:2])))}
    found = []
    for shelf in db.session.scalars(sa.select(Stock)):
        key = (shelf.depot_id, shelf.part_id)
        if (shelf.on_hand, shelf.allocated) != (by_place.get(key, 0), held.get(key, 0)):
            found.append(
                f"shelf {key}: {shelf.on_hand}/{shelf.allocated}, moved {by_place.get(key)}, tied {held.get(key)}"
            )
    on_lines = sa.select(Allocation.line_id, sa.func.sum(Allocation.quantity)).group_by(Allocation.line_id)
    for line_id, pieces in db.session.execute(on_lines):
        line = db.session.get_one(OrderLine, line_id)
        if pieces != line.allocated + line.picked + line.packed:
            found.append(f"order line {line_id} holds {pieces} pieces, and says otherwise")
    return found


def _papers() -> list[str]:
    """Every issued paper is printed and its stored bytes are whole."""
    found = []
    for paper in db.session.scalars(sa.select(Document)):
        if paper.state is not PaperState.READY:
            found.append(f"{paper.number} is {paper.state.value} {paper.problem}".strip())
        elif len(storage.get(paper.storage_key, paper.sha256)) != paper.size:
            found.append(f"{paper.number} is not the size it was")
    return found


def _issued(shipments: Iterable[str]) -> list[str]:
    """Each of these shipments has exactly one invoice and one packing list."""
    rows = db.session.execute(sa.select(Document.subject_number, Document.kind))
    papers = Count((number, kind) for number, kind in rows)
    return [
        f"{number} has {papers[number, kind]} papers of kind {kind}"
        for number in shipments
        for kind in (COMMERCIAL_INVOICE, PACKING_LIST)
        if papers[number, kind] != 1
    ]


def _jobs() -> list[str]:
    """No job gave up, none is left over."""
    query = sa.select(Job.kind, Job.state, Job.last_error).where(Job.state != JobState.DONE)
    return [f"job {kind} is {state.value}: {error[-200:]}" for kind, state, error in db.session.execute(query)]


def _chain() -> list[str]:
    """The audit's chain holds from the first row to the last."""
    whole, first_bad = verify_chain()
    return [] if whole else [f"the audit's chain breaks at {first_bad}"]
