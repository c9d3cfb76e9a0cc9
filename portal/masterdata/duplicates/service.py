"""Making two rows one: the values that stay, what refers to the other, the pointer, the history; all or nothing.

Parts with prices want a second person, since drafts that follow are priced anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.companies import service_addresses
from portal.approvals import service as approvals
from portal.approvals.models import Approval, ApprovalKind
from portal.approvals.ports import makes
from portal.approvals.service import Change
from portal.audit import service as audit
from portal.catalogue import service_merge as service_parts
from portal.catalogue.models import PartState
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused, Stale
from portal.masterdata.duplicates.queries import key_of, merged_into, uses_of
from portal.masterdata.models import MergedRow
from portal.masterdata.ports import Kind, kind_named
from portal.masterdata.queries import row_of
from portal.masterdata.rows.service_rows import RowChange, change_row
from portal.masterdata.rules_fields import Row
from portal.masterdata.rules_keys import parts_of
from portal.masterdata.service_steps import hold
from portal.orders.entry import service_merged

MERGEABLE = ("parts", "addresses")
"""Distributors are never made one: orders, papers and accounts of either are its own."""
PRICES = ("prices", "dealer_prices")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which row is to go and which stays (ids), both as the page showed them, what the one that stays is to be, why."""

    kind: str
    gone_id: int
    kept_id: int
    gone: Row
    kept: Row
    wanted: Row
    reason: str = ""


def merge(wish: Wish, actor: Actor, now: datetime) -> bool:
    """Make two rows one, or ask for it where either has prices; return whether it is done.

    Raises `Stale` and `NotVisible`. Refuses `merge.same`, `merge.merged_already`, `merge.other_owner`,
    `merge.never` for distributors, `merge.in_use` (uses: name to count) where something rests on the row that is to
    go, what its kind says against the values, and what `approvals.ask` refuses.
    """
    kind = _judged(wish, actor)
    if wish.kind == "parts" and any(_priced(row_id) for row_id in (wish.gone_id, wish.kept_id)):
        gone_key, kept_key = key_of(wish.kind, wish.gone_id), key_of(wish.kind, wish.kept_id)
        after = {"merged_into": kept_key, "gone": wish.gone, "kept": wish.kept, "wanted": wish.wanted}
        subject = f"{wish.gone_id}:{wish.kept_id}"
        asked = Change(ApprovalKind.MERGE, subject, f"{gone_key} → {kept_key}", {"merged_into": ""}, after, wish.reason)
        approvals.ask(asked, actor, now)
        return False
    _make_one(kind, wish, actor, now, asked_by=actor.name)
    return True


@makes(ApprovalKind.MERGE)
def make_approved(approval: Approval, approver: Actor, now: datetime) -> None:
    """Make one the two parts somebody asked for and another person approved.

    Refuses `approval.changed_meanwhile` where either is not what it was, and what `merge` refuses.
    """
    gone_id, kept_id = (int(each) for each in approval.subject.split(":"))
    told = approval.after
    wish = Wish("parts", gone_id, kept_id, told["gone"], told["kept"], told["wanted"], approval.reason)
    try:
        kind = _judged(wish, approver)
    except Stale:
        raise Refused("approval.changed_meanwhile") from None
    _make_one(kind, wish, approver, now, asked_by=approval.asked_by_name)


def _priced(part_id: int) -> bool:
    counts = uses_of("parts", part_id).counts
    return any(counts[name] for name in PRICES)


def _judged(wish: Wish, actor: Actor) -> Kind:
    """Return the kind of two rows, locked, once nothing speaks against making them one."""
    if wish.kind not in MERGEABLE:
        raise Refused("merge.never")
    kind = kind_named(wish.kind, actor)
    hold(kind)
    gone_key, kept_key = key_of(wish.kind, wish.gone_id), key_of(wish.kind, wish.kept_id)
    if wish.gone_id == wish.kept_id:
        raise Refused("merge.same")
    if any(merged_into(wish.kind, row_id) is not None for row_id in (wish.gone_id, wish.kept_id)):
        raise Refused("merge.merged_already")
    if wish.kind == "addresses" and parts_of(gone_key)[:2] != parts_of(kept_key)[:2]:
        raise Refused("merge.other_owner")
    uses = uses_of(wish.kind, wish.gone_id)
    if uses.stops:
        raise Refused("merge.in_use", uses={name: uses.counts[name] for name in uses.stops})
    if row_of(kind, gone_key) != wish.gone or row_of(kind, kept_key) != wish.kept:
        raise Stale
    if kind.fields.key_of(wish.wanted) != kept_key:
        raise NotVisible(kept_key)
    return kind


def _make_one(kind: Kind, wish: Wish, actor: Actor, now: datetime, *, asked_by: str) -> None:
    gone_key, kept_key = kind.fields.key_of(wish.gone), kind.fields.key_of(wish.kept)
    off: Mapping[str, Any] = _OFF[wish.kind]
    change_row(kind, RowChange(gone_key, wish.gone, {**wish.gone, **off}), actor, now)
    change_row(kind, RowChange(kept_key, wish.kept, wish.wanted), actor, now)
    if wish.kind == "parts":
        moved = service_parts.merge_parts(wish.gone_id, wish.kept_id)
        moved["drafts"] = service_merged.move_draft_rows(wish.gone_id, wish.kept_id)
    else:
        service_addresses.lead_to(wish.gone_id, wish.kept_id)
        moved = {"drafts": service_merged.move_draft_addresses(wish.gone_id, wish.kept_id)}
    moved = {name: count for name, count in moved.items() if count}
    db.session.add(
        MergedRow(
            kind=wish.kind,
            gone_key=gone_key,
            kept_key=kept_key,
            gone=dict(wish.gone),
            moved=moved,
            reason=wish.reason,
            asked_by_name=asked_by,
            merged_by_name=actor.name,
            merged_at=now,
        )
    )
    after = {"merged_into": kept_key, "moved": moved, "asked_by": asked_by}
    audit.record(actor, "masterdata.merged", wish.kind, gone_key, before={"row": gone_key}, after=after, now=now)


_OFF: Mapping[str, Mapping[str, Any]] = {
    "parts": {"state": PartState.DISCONTINUED.value},
    "addresses": {"active": False, "usual": False},
}
"""What becomes of the row that goes: it stays, and is used no more."""
