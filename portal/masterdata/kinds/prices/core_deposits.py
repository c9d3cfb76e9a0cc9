"""Deposits for old units: charged per piece until the old unit comes back. Who asks for one never agrees to it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from portal.core.actor import Actor
from portal.masterdata.ports import known
from portal.masterdata.ports_list_amounts import amount_in_lists
from portal.masterdata.rules_changes import Change, Objection, rows_by_action, too_fine
from portal.pricing import service_terms
from portal.pricing.models import CoreDeposit


def _write(changes: Sequence[Change], actor: Actor, _now: datetime) -> None:
    new, changed, gone = rows_by_action(changes)
    people = (changes[0].asked_by if changes else None, actor.user_id)
    service_terms.set_deposits([*new, *changed], gone, people)


def _typed(changes: Sequence[Change]) -> Iterable[Objection]:
    """A deposit is charged as it stands, so it has no more decimals than its currency."""
    return too_fine(changes, "deposit")


CORE_DEPOSITS = known(amount_in_lists("core_deposits", CoreDeposit.deposit, _write, _typed))
"""What is on top of a part's price until its old unit comes back: a step of the price, credited to a claim for it."""
