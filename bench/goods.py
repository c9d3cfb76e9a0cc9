"""What follows from the orders of `bench.trade`: shipments and their papers, invoices, money, stock and its movements.

Every function makes rows of a subject over `bench_order` (one row an order: whose, how it stands, lines, pieces, price,
when, whether its goods were sent) and adds what sums of them other rows must hold.
"""

from typing import Any

import sqlalchemy as sa

from bench.pouring import give, run
from bench.world import FIRST_ID
from portal.billing.models import Invoice, InvoiceLine
from portal.documents.models import Document
from portal.finance.models import CreditReservation, LedgerEntry, Payment, PaymentSettlement
from portal.pricing.models import ListPrice
from portal.shipping.models import Carton, CartonItem, Milestone, Shipment, ShipmentLine
from portal.stock.models import Allocation, PlannedReceipt, Promise, Stock, StockMovement

SENT = "bench_order WHERE sent = 1"
UNPAID = "n * 100 > 97 * (SELECT count(*) FROM bench_order)"
"""Of what was invoiced in the last three hundredths of the years, nothing is paid yet."""
PIECES = 40
Known = dict[str, Any]


def shipments(connection: sa.Connection, known: Known) -> None:
    """One shipment of each order that was sent, its lines in two cartons, and four milestones."""
    at, first = known["moment"], known["shipment"]
    give(
        connection,
        Shipment,
        {
            "id": f"{first} + n",
            "distributor_id": "owner",
            "number": "'SH-2024-' || (1000000 + n)",
            "state": "CASE WHEN standing = 9 THEN 'departed' ELSE 'closed' END",
            "depot_id": known["depot"],
            "mode": "CASE n % 3 WHEN 0 THEN 'air' ELSE 'sea' END",
            "currency": f"'{known['currency']}'",
            "carrier": "'Carrier ' || n % 20",
            "transport_document": "'BL' || n",
            "created_at": at("at + 86400"),
            "packed_at": at("at + 172800"),
            "departed_at": at("at + 259200"),
            "delivered_at": f"CASE WHEN standing <> 9 THEN {at('at + 1728000')} END",
            "received_at": f"CASE WHEN standing <> 9 THEN {at('at + 1814400')} END",
            "pieces": "lines * qty",
            "carton_count": "2",
            "gross_g": "lines * qty * 1500",
        },
        SENT,
    )
    lines = f"order_line l JOIN bench_order o ON o.n = (l.id - {known['order_line']}) / {known['per_line']}"
    known["sent_lines"] = f"{lines} WHERE l.id >= {known['order_line']} AND o.sent = 1"
    place = f"(l.id - {known['order_line']})"
    known["place"] = place
    owned = {"distributor_id": "l.distributor_id", "part_id": "l.part_id"}
    give(
        connection,
        ShipmentLine,
        {
            "id": f"{known['shipment_line']} + {place}",
            **owned,
            "shipment_id": f"{first} + o.n",
            "order_id": "l.order_id",
            "line_id": "l.id",
            "part_number": "l.part_number",
            "planned": "l.ordered",
            "picked": "l.ordered",
            "picked_at": at("o.at + 90000"),
            "received_good": "CASE WHEN o.standing <> 9 THEN l.ordered END",
        },
        known["sent_lines"],
    )
    size = {"length_mm": 600, "width_mm": 400, "height_mm": 300}
    give(
        connection,
        Carton,
        {
            "id": f"{known['carton']} + o.n * 2 + s.n",
            "distributor_id": "o.owner",
            "shipment_id": f"{first} + o.n",
            "position": "s.n + 1",
            "sscc": "'9' || (10000000000000000 + o.n * 2 + s.n)",
            **size,
            "gross_g": "o.lines * o.qty * 750",
            "net_g": "o.lines * o.qty * 700",
        },
        "bench_order o CROSS JOIN bench_step s WHERE s.n < 2 AND o.sent = 1",
    )
    give(
        connection,
        CartonItem,
        {
            "id": f"{known['carton_item']} + {place}",
            "distributor_id": "l.distributor_id",
            "carton_id": f"{known['carton']} + o.n * 2 + l.line_no % 2",
            "shipment_line_id": f"{known['shipment_line']} + {place}",
            "quantity": "l.ordered",
        },
        known["sent_lines"],
    )
    give(
        connection,
        Milestone,
        {
            "id": f"{known['milestone']} + o.n * 4 + s.n",
            "distributor_id": "o.owner",
            "shipment_id": f"{first} + o.n",
            "kind": "CASE s.n WHEN 0 THEN 'packed' WHEN 1 THEN 'departed' WHEN 2 THEN 'arrived' ELSE 'delivered' END",
            "basis": "'actual'",
            "at": at("o.at + 172800 + s.n * 500000"),
            "recorded_at": at("o.at + 172800 + s.n * 500000"),
        },
        "bench_order o CROSS JOIN bench_step s WHERE s.n < CASE WHEN o.standing = 9 THEN 2 ELSE 4 END AND o.sent = 1",
    )


def papers(connection: sa.Connection, known: Known) -> None:
    """An invoice and a packing list of each shipment, and the rows of what was charged."""
    at, day, first = known["moment"], known["day"], known["document"]
    give(
        connection,
        Document,
        {
            "id": f"{first} + o.n * 2 + s.n",
            "distributor_id": "o.owner",
            "public_id": "'world-' || (o.n * 2 + s.n)",
            "kind": "CASE s.n WHEN 0 THEN 'commercial_invoice' ELSE 'packing_list' END",
            "number": "CASE s.n WHEN 0 THEN 'CI-W-' ELSE 'PL-W-' END || (1000000 + o.n)",
            "series": "CASE s.n WHEN 0 THEN 'CI-W' ELSE 'PL-W' END",
            "locale": "'en'",
            "subject_kind": "'shipment'",
            "subject_number": "'SH-2024-' || (1000000 + o.n)",
            "issued_on": day("o.at + 259200"),
            "issued_at": at("o.at + 259200"),
            "snapshot": {},
            "snapshot_hash": "'0'",
            "state": "'ready'",
        },
        "bench_order o CROSS JOIN bench_step s WHERE s.n < 2 AND o.sent = 1",
    )
    give(
        connection,
        Invoice,
        {
            "id": f"{known['invoice']} + n",
            "distributor_id": "owner",
            "number": "'CI-W-' || (1000000 + n)",
            "shipment_id": f"{known['shipment']} + n",
            "document_id": f"{first} + n * 2",
            "selling_entity_id": known["entity"],
            "issued_at": at("at + 259200"),
            "issued_on": day("at + 259200"),
            "due_on": day("at + 2851200"),
            "currency": f"'{known['currency']}'",
            "vat_category": "'Z'",
            "goods_total": "lines * qty * price",
            "total": "lines * qty * price",
        },
        SENT,
    )
    give(
        connection,
        InvoiceLine,
        {
            "id": f"{known['invoice_line']} + {known['place']}",
            "distributor_id": "l.distributor_id",
            "invoice_id": f"{known['invoice']} + o.n",
            "shipment_line_id": f"{known['shipment_line']} + {known['place']}",
            "order_id": "l.order_id",
            "line_id": "l.id",
            "part_id": "l.part_id",
            "part_number": "l.part_number",
            "quantity": "l.ordered",
            "unit_price": "l.unit_price",
            "amount": "l.amount",
        },
        known["sent_lines"],
    )


def money(connection: sa.Connection, known: Known) -> None:
    """Each invoice in the ledger; what is old is paid, one payment each; what is released holds credit."""
    at, day, owed = known["moment"], known["day"], "lines * qty * price"
    entry = {"distributor_id": "owner", "currency": f"'{known['currency']}'"}
    give(
        connection,
        LedgerEntry,
        {
            "id": f"{known['ledger_entry']} + n * 2",
            **entry,
            "kind": "'invoice'",
            "number": "'CI-W-' || (1000000 + n)",
            "posted_at": at("at + 259200"),
            "document_date": day("at + 259200"),
            "due_on": day("at + 2851200"),
            "debit": owed,
            "open_amount": f"CASE WHEN {UNPAID} THEN {owed} ELSE 0 END",
        },
        SENT,
    )
    paid = f"{SENT} AND NOT {UNPAID}"
    give(
        connection,
        LedgerEntry,
        {
            "id": f"{known['ledger_entry']} + n * 2 + 1",
            **entry,
            "kind": "'payment'",
            "number": "'PM-W-' || (1000000 + n)",
            "posted_at": at("at + 2592000"),
            "document_date": day("at + 2592000"),
            "credit": owed,
        },
        paid,
    )
    give(
        connection,
        Payment,
        {
            "id": f"{known['payment']} + n",
            **entry,
            "number": "'PM-W-' || (1000000 + n)",
            "amount": owed,
            "received_on": day("at + 2592000"),
            "bank_reference": "'B' || n",
            "recorded_at": at("at + 2592000"),
        },
        paid,
    )
    give(
        connection,
        PaymentSettlement,
        {
            "id": f"{known['payment_settlement']} + n",
            "distributor_id": "owner",
            "payment_id": f"{known['payment']} + n",
            "entry_kind": "'invoice'",
            "entry_number": "'CI-W-' || (1000000 + n)",
            "amount": owed,
            "settled_at": at("at + 2592000"),
        },
        paid,
    )
    give(
        connection,
        CreditReservation,
        {
            "id": f"{known['credit_reservation']} + n",
            **entry,
            "reference": "'SO-2024-' || (1000000 + n)",
            "amount": owed,
            "left_amount": owed,
            "made_at": at("at"),
        },
        "bench_order WHERE standing IN (2, 5)",
    )
    for column, of in (
        ("open_items", f"FROM bench_order WHERE sent = 1 AND {UNPAID} GROUP BY owner"),
        ("reserved", "FROM bench_order WHERE standing IN (2, 5) GROUP BY owner"),
    ):
        run(
            connection,
            f"UPDATE credit_account SET {column} = {column} + sums.amount"
            f" FROM (SELECT owner, sum({owed}) AS amount {of}) sums"
            f" WHERE credit_account.distributor_id = sums.owner AND currency = '{known['currency']}'",
        )


def stock(connection: sa.Connection, known: Known) -> None:
    """Prices of all parts; what lies in a depot, is tied there, came and left; what is promised and expected."""
    at, first, depot = known["moment"], known["order_line"], known["depot"]
    priced = {"price_list_id": known["list"], "part_id": f"{FIRST_ID} + n", "price": "10000 + n % 900 * 10000"}
    give(connection, ListPrice, priced, "bench_part")
    run(
        connection,
        "CREATE TABLE bench_stock (part_id INTEGER PRIMARY KEY, tied BIGINT, gone BIGINT)",
        "INSERT INTO bench_stock SELECT p.n, coalesce(tied, 0), coalesce(gone, 0) FROM"
        f" (SELECT n + {FIRST_ID} AS n FROM bench_part) p LEFT JOIN (SELECT l.part_id,"
        " sum(l.allocated) AS tied, sum(CASE WHEN o.sent = 1 THEN l.ordered ELSE 0 END) AS gone"
        f" FROM order_line l JOIN bench_order o ON o.n = (l.id - {first}) / {known['per_line']}"
        f" WHERE l.id >= {first} GROUP BY l.part_id) used ON used.part_id = p.n"
        " WHERE tied > 0 OR gone > 0 OR p.n % 5 < 3",
    )
    there = {"depot_id": depot, "part_id": "part_id"}
    give(
        connection,
        Stock,
        {
            "id": f"{known['stock']} + part_id - {FIRST_ID}",
            **there,
            "on_hand": f"tied + part_id % {PIECES}",
            "allocated": "tied",
        },
        "bench_stock",
    )
    moved = {"by_name": "'Somebody'"}
    give(
        connection,
        StockMovement,
        {
            "id": f"{known['stock_movement']} + part_id - {FIRST_ID}",
            **there,
            **moved,
            "quantity": f"tied + gone + part_id % {PIECES}",
            "reason": "'receipt'",
            "at": at("1500000000"),
        },
        "bench_stock",
    )
    parts = connection.scalar(sa.text("SELECT max(n) + 1 FROM bench_part"))
    give(
        connection,
        StockMovement,
        {
            "id": f"{known['stock_movement'] + parts} + {known['place']}",
            "depot_id": depot,
            "part_id": "l.part_id",
            **moved,
            "quantity": "-l.ordered",
            "reason": "'picked'",
            "reference": "'SH-2024-' || (1000000 + o.n)",
            "at": at("o.at + 90000"),
        },
        known["sent_lines"],
    )
    run(connection, "DROP TABLE bench_stock")
    of_line = f"order_line l WHERE l.id >= {first}"
    owned = {"distributor_id": "l.distributor_id", "line_id": "l.id"}
    give(
        connection,
        Allocation,
        {
            "id": f"{known['allocation']} + {known['place']}",
            **owned,
            "depot_id": depot,
            "part_id": "l.part_id",
            "quantity": "l.allocated",
            "made_at": known["now"],
        },
        f"{of_line} AND l.allocated > 0",
    )
    give(
        connection,
        Promise,
        {
            "id": f"{known['promise']} + {known['place']}",
            **owned,
            "sequence": 1,
            "promised_on": "l.promised_on",
            "quantity": "l.backordered",
            "cause": "'receipt'",
            "made_at": known["now"],
            "made_by": "'Somebody'",
        },
        f"{of_line} AND l.backordered > 0",
    )
    give(
        connection,
        PlannedReceipt,
        {
            "id": f"{known['planned_receipt']} + n",
            "depot_id": depot,
            "part_id": f"{FIRST_ID} + n",
            "expected_on": known["day"](f"{int(known['now'].timestamp())} + n % 90 * 86400"),
            "quantity": "20",
            "reference": "'W' || n",
        },
        "bench_part WHERE n % 25 = 0",
    )


STEPS = (shipments, papers, money, stock)
TABLES = (
    Allocation, Carton, CartonItem, CreditReservation, Document, Invoice, InvoiceLine, LedgerEntry, ListPrice,
    Milestone, Payment, PaymentSettlement, PlannedReceipt, Promise, Shipment, ShipmentLine, Stock, StockMovement,
)  # fmt: skip
