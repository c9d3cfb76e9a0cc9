"""Who is told of changes that want a second person, and of files that were asked for."""

from datetime import datetime
from typing import Any

from portal.accounts.queries_people import active_person, hq_people
from portal.accounts.sellers.events import SellerAccountsChanged
from portal.approvals.events import ChangeApproved, ChangeAsked, ChangeDecided, ChangeRefused
from portal.approvals.models import ApprovalKind
from portal.core.actor import Door
from portal.core.permissions import Permission
from portal.downloads.events import FileEvent, FileMade, FileRefused
from portal.masterdata.events import (
    ChangeSetApplied,
    ChangeSetAsked,
    ChangeSetDecided,
    ChangeSetRefused,
    ChangeSetStuck,
)
from portal.telling.receivers import tell

CHANGED = {
    ApprovalKind.CREDIT: "/hq/credit/",
    ApprovalKind.PRICE: "/hq/prices/",
    ApprovalKind.MERGE: "/hq/duplicates/parts/",
}
"""Where the pages are of what somebody asked to change; the rest of the address is its key."""


def file_made(event: FileMade, now: datetime) -> None:
    """Tell who asked for a list as a file that it is ready; the inbox is enough."""
    _tell_of_file(event, "list_file_made", {"list": event.name, "rows": event.rows}, now)


def file_refused(event: FileRefused, now: datetime) -> None:
    """Tell who asked for a list as a file that there is none; its page says why."""
    _tell_of_file(event, "list_file_refused", {"list": event.name}, now)


def _tell_of_file(event: FileEvent, kind: str, facts: dict[str, Any], now: datetime) -> None:
    door = "/hq" if event.door is Door.HQ else ""
    tell(active_person(event.user_id), kind, facts, f"{door}/downloads/{event.public_id}", now, mail=False)


def change_asked(event: ChangeAsked, now: datetime) -> None:
    """Tell everybody who may decide that a change waits; who asked for it decides nothing of it."""
    _tell_who_decides(event, Permission.APPROVAL_DECIDE, "/hq/approvals", now)


def data_change_asked(event: ChangeSetAsked, now: datetime) -> None:
    """Tell everybody who may decide that a change of master data waits."""
    _tell_who_decides(event, event.agrees, f"/hq/data-changes/{event.change_set_id}", now)


def bank_accounts_changed(event: SellerAccountsChanged, now: datetime) -> None:
    """Tell those who look after what is paid that papers ask for it elsewhere from now on; who approved it knows."""
    facts = {"name": event.name, "decided_by": event.approved_by_name}
    others = [each for each in hq_people(Permission.CREDIT_MANAGE) if each.id != event.approved_by]
    tell(others, "bank_accounts_changed", facts, "/hq/sellers", now)


def _tell_who_decides(event: ChangeAsked | ChangeSetAsked, by: Permission, link: str, now: datetime) -> None:
    facts = {"change": event.kind, "name": event.name, "asked_by": event.asked_by_name, "reason": event.reason}
    others = [each for each in hq_people(by) if each.id != event.asked_by]
    tell(others, "second_person_asked", facts, link, now, mail=False)


def change_approved(event: ChangeApproved, now: datetime) -> None:
    """Tell who asked for a change that a second person approved it."""
    _tell_who_asked(event, "change_approved", {}, now)


def change_refused(event: ChangeRefused, now: datetime) -> None:
    """Tell who asked for a change that a second person refused it, and why."""
    _tell_who_asked(event, "change_refused", {"reason": event.note}, now)


def _tell_who_asked(event: ChangeDecided, kind: str, facts: dict[str, Any], now: datetime) -> None:
    told = {"change": event.kind, "name": event.name, "decided_by": event.decided_by_name, **facts}
    tell(
        active_person(event.asked_by),
        kind,
        told,
        CHANGED[ApprovalKind(event.kind)] + event.subject.replace(":", "/"),
        now,
    )


def data_change_applied(event: ChangeSetApplied, now: datetime) -> None:
    """Tell who asked for a change of master data that a second person agreed and it is in force."""
    _tell_of_set(event, "change_approved", {}, now)


def data_change_refused(event: ChangeSetRefused, now: datetime) -> None:
    """Tell who asked for a change of master data that a second person refused it, and why."""
    _tell_of_set(event, "change_refused", {"reason": event.note}, now)


def data_change_stuck(event: ChangeSetStuck, now: datetime) -> None:
    """Tell who asked for a change of master data that it was agreed to and could not be made."""
    _tell_of_set(event, "change_not_made", {}, now)


def _tell_of_set(event: ChangeSetDecided, kind: str, facts: dict[str, Any], now: datetime) -> None:
    told = {"change": event.kind, "name": event.name, "decided_by": event.decided_by_name, **facts}
    tell(active_person(event.asked_by), kind, told, f"/hq/data-changes/{event.change_set_id}", now)
