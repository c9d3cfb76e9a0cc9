"""List prices: what a part costs in a list. Who asks for a price never agrees to it."""

from collections.abc import Sequence
from datetime import datetime

from portal.core.actor import Actor
from portal.masterdata.ports import known
from portal.masterdata.ports_list_amounts import amount_in_lists
from portal.masterdata.rules_changes import Change, rows_by_action
from portal.pricing import service_terms
from portal.pricing.models import ListPrice


def _write(changes: Sequence[Change], actor: Actor, _now: datetime) -> None:
    new, changed, gone = rows_by_action(changes)
    people = (changes[0].asked_by if changes else None, actor.user_id)
    service_terms.add_prices(new, people)
    service_terms.change_prices(changed, people)
    service_terms.remove_prices(gone)


LIST_PRICES = known(amount_in_lists("list_prices", ListPrice.price, _write))
"""The prices of lists. The list's currency stands beside each, so that no file is read as one of another currency."""
