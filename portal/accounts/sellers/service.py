"""Bank accounts of the legal entities that sell, as master data changes them once a second person agreed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models_sellers import SellerAccount
from portal.accounts.sellers.events import SellerAccountsChanged
from portal.accounts.sellers.queries import seller_ids
from portal.audit import service as audit
from portal.core.actor import Actor
from portal.core.data.events import publish
from portal.core.data.lists import among
from portal.core.data.sessions import db

Values = Mapping[str, Any]
KEPT = ("currency", "bank_name", "account", "swift", "usual", "active")
NAMED = 5
"""So many accounts are named to those who are told that they changed."""


def set_accounts(
    rows: Sequence[Values], gone: Sequence[Values], asked_by: int | None, approver: Actor, now: datetime
) -> None:
    """Add, change and end accounts, known by seller and label; each is recorded with what it was and is.

    Whoever calls has judged the rows; a seller nobody knows is an error of the caller's.
    """
    ids = seller_ids()
    owners = {ids[row["of_seller"]] for row in [*rows, *gone]}
    stored = db.session.scalars(
        sa.select(SellerAccount).where(among(SellerAccount.selling_entity_id, owners)).with_for_update()
    )
    there = {(one.selling_entity_id, one.label): one for one in stored}
    before = {place: _values(one) for place, one in there.items()}
    for row in gone:
        db.session.delete(there.pop((ids[row["of_seller"]], row["label"])))
    for row in rows:  # none holds a place that another of these takes over
        found = there.get((ids[row["of_seller"]], row["label"]))
        if found is not None:
            found.active = False
    db.session.flush()
    for row in rows:
        place = (ids[row["of_seller"]], row["label"])
        one = there.get(place) or SellerAccount(selling_entity_id=place[0], label=row["label"])
        for name in KEPT:
            setattr(one, name, row[name])
        one.changed_by, one.approved_by = (asked_by, approver.user_id) if asked_by else (None, None)
        db.session.add(one)
    db.session.flush()
    for row in [*gone, *rows]:
        place = (ids[row["of_seller"]], row["label"])
        after = {} if row in gone else {name: row[name] for name in KEPT}
        audit.record(
            approver,
            "seller.bank_changed",
            "selling_entity",
            row["of_seller"],
            before={"label": row["label"]} | before.get(place, {}),
            after={"label": row["label"]} | after,
            now=now,
        )
    if owners:
        names = [f"{row['of_seller']} · {row['label']}" for row in [*gone, *rows]]
        told = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
        publish(SellerAccountsChanged(told, approver.user_id, approver.name), now)


def _values(one: SellerAccount) -> dict[str, Any]:
    return {name: getattr(one, name) for name in KEPT}
