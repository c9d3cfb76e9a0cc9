"""The demo's two depots, what lies on their shelves, and what is expected."""

from datetime import time, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies.service_contacts import set_contacts
from portal.core.data.sessions import db
from portal.demo.loading import DemoPart, Loading
from portal.stock.models import Depot, PlannedReceipt
from portal.stock.rules_movements import MovementReason
from portal.stock.service import Received, receive_stock

DEPOTS: tuple[dict[str, Any], ...] = (
    {
        "code": "CKG",
        "name": "Chongqing export depot",
        "country": "CN",
        "zone": "Asia/Shanghai",
        "cut_off": time(15),
        "rank": 1,
        "address_lines": "Auriga Export Depot\n6 Guoji Wuliu Road, Liangjiang\nChongqing 401122\nCHINA",
    },
    {
        "code": "DXB",
        "name": "Dubai regional depot",
        "country": "AE",
        "zone": "Asia/Dubai",
        "cut_off": time(14),
        "rank": 2,
        "address_lines": "Auriga Parts DWC\nJebel Ali Free Zone South, Gate 12\nDubai\nUNITED ARAB EMIRATES",
    },
)
GATES = {
    "CKG": {
        "name": "Chen Jie",
        "contact_role": "warehouse",
        "phone": "+862365550120",
        "email": "ckg@hq.example",
        "language": "zh",
    },
    "DXB": {
        "name": "Omar Haddad",
        "contact_role": "warehouse",
        "phone": "+97145550118",
        "email": "dxb@hq.example",
        "language": "ar",
    },
}
"""Who is rung at each depot."""
IN_PIECES = {"fast": (40, 420), "normal": (6, 60), "slow": (1, 9)}
EMPTY_SHARE, DUBAI_SHARE, EXPECTED_SHARE, LATE_SHARE = 0.16, 0.35, 0.4, 0.01


def add_shelves(loading: Loading) -> None:
    """Add depots, opening stock with its movements, and planned receipts, a few of them late."""
    for values in DEPOTS:
        depot = Depot(**values)
        db.session.add(depot)
        db.session.flush()
        loading.depots[depot.code] = depot.id
    set_contacts([(("depot_id", loading.depots[code]), told) for code, told in GATES.items()])
    received: list[Received] = []
    expected: list[dict[str, Any]] = []
    for part in loading.parts:
        dice = loading.dice(f"stock:{part.number}")
        opening = _opening(part, loading, dice)
        received += opening
        if not opening or dice.random() < EXPECTED_SHARE:
            expected += _expected(part, loading, dice)
        expected += _late(part, loading)
    receive_stock(received, loading.now, reason=MovementReason.OPENING, reference="DEMO")
    db.session.execute(sa.insert(PlannedReceipt), expected)


def _pieces(part: DemoPart, dice: Random) -> int:
    packs = -(-dice.randint(*IN_PIECES[part.speed]) // part.pack)
    return packs * part.pack


def _opening(part: DemoPart, loading: Loading, dice: Random) -> list[Received]:
    part_id = loading.part_ids[part.number]
    if dice.random() < EMPTY_SHARE:
        return []
    stock = [Received(loading.depots["CKG"], part_id, _pieces(part, dice))]
    if dice.random() < DUBAI_SHARE:
        stock.append(Received(loading.depots["DXB"], part_id, max(part.pack, _pieces(part, dice) // 3)))
    return stock


def _expected(part: DemoPart, loading: Loading, dice: Random) -> list[dict[str, Any]]:
    days = sorted(dice.sample(range(4, 90), dice.randint(1, 2)))
    return [
        {
            "depot_id": loading.depots["CKG"],
            "part_id": loading.part_ids[part.number],
            "expected_on": loading.today + timedelta(days=day),
            "quantity": _pieces(part, dice),
            "reference": f"PO-{loading.today.year}-{dice.randint(1000, 9999)}-{position}0",
        }
        for position, day in enumerate(days, start=1)
    ]


def _late(part: DemoPart, loading: Loading) -> list[dict[str, Any]]:
    dice = loading.dice(f"late:{part.number}")
    if dice.random() >= LATE_SHARE:
        return []
    return [
        {
            "depot_id": loading.depots["CKG"],
            "part_id": loading.part_ids[part.number],
            "expected_on": loading.today - timedelta(days=dice.randint(2, 12)),
            "quantity": _pieces(part, dice),
            "reference": f"PO-{loading.today.year}-L{dice.randint(100, 999)}",
        }
    ]
