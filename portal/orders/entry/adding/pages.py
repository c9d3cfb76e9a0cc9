"""Where the reader's next addition goes: the draft chosen last in this browser, else the newest of their own."""

from flask import Flask, session

from portal.catalogue.ports_ordering import NEW, Adding, OpenOrder, give_ordering
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor
from portal.orders.entry.adding.queries import Draft, drafts_for

_CHOSEN = "adding_to"


def adding() -> Adding | None:
    """Return the drafts to choose from and the one chosen; None for a reader who may not write orders.

    A choice that is no draft any more, or none of this reader's company, counts for nothing.
    """
    actor = current_actor()
    if actor.distributor_id is None or not actor.may(Permission.ORDER_EDIT):
        return None
    drafts = drafts_for(actor.distributor_id, actor.user_id or 0)
    offered = tuple(OpenOrder(one.number, one.po_number, one.lines) for one in drafts)
    return Adding(_chosen(drafts), offered)


def choose(number: str) -> None:
    """Remember in this browser where additions go: the number of a draft, or `NEW`."""
    session[_CHOSEN] = number


def _chosen(drafts: list[Draft]) -> str:
    remembered = session.get(_CHOSEN)
    if remembered == NEW or any(one.number == remembered for one in drafts):
        return str(remembered)
    return next((one.number for one in drafts if one.own), NEW)


def install(app: Flask) -> None:
    """Let the catalogue of an application tell where additions go."""
    give_ordering(app, adding)
