"""Where an error page leads on to: the thing its address names, at the door where it is seen; its list; the queue."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.accounts.pages_session import signed_in_at
from portal.accounts.pages_ways_back import safe_next
from portal.billing.queries_invoice import invoice_for
from portal.core.actor import Actor, Door
from portal.core.clock import utc_now
from portal.core.errors import NotVisible
from portal.core.permissions import Permission
from portal.core.scope import scoped
from portal.core.web.errorpages import LOST_FOR_NOW
from portal.core.web.guards import door_of_request, page_shown
from portal.core.web.leads import Lead, guide_on
from portal.core.web.pages import wants_partial
from portal.home.pages_menu import menu
from portal.orders.queries_heads import order_for
from portal.orders.states import BEFORE_HEADQUARTERS
from portal.returns.queries import claim_for
from portal.shipping.queries import shipment_for

NUMBER = re.compile(r"(?<![A-Z0-9])(SO|SH|RMA|CI)(-[A-Z0-9]{2,6})?-\d{4}-\d{4,}(?![A-Z0-9])", re.ASCII)
SEARCHED = frozenset({"catalogue", "orders", "shipments", "returns", "invoices", "documents"})
"""Sections whose list is searched for a number that names nothing."""
LONGEST_SOUGHT = 40


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing with a number: its view at each door and who opens it there, how it is found, its words."""

    view: str
    permission: Permission
    hq_permission: Permission
    found: Callable[[str, Door], Any]
    words: Any


def _order(number: str, door: Door) -> None:
    if order_for(number).state in BEFORE_HEADQUARTERS and door is Door.HQ:
        raise NotVisible


KINDS = {
    "SO": Kind("orders.show", Permission.ORDER_VIEW, Permission.HQ_ORDER_VIEW, _order, _l("Order %(number)s")),
    "SH": Kind(
        "shipping.show",
        Permission.SHIPMENT_VIEW,
        Permission.HQ_SHIPMENT_VIEW,
        lambda number, _door: shipment_for(number),
        _l("Shipment %(number)s"),
    ),
    "RMA": Kind(
        "returns.show",
        Permission.CLAIM_VIEW,
        Permission.HQ_CLAIM_VIEW,
        lambda number, _door: claim_for(number),
        _l("Claim %(number)s"),
    ),
    "CI": Kind(
        "billing.show",
        Permission.INVOICE_VIEW,
        Permission.HQ_INVOICE_VIEW,
        lambda number, _door: invoice_for(number, utc_now().date()),
        _l("Invoice %(number)s"),
    ),
}


def leads(status: int) -> Iterator[Lead]:
    """Give the ways on from this request; of the portal's own troubles only those that ask nothing of the database."""
    came_from = safe_next(page_shown(), door_of_request()) if request.method != "GET" and page_shown() else ""
    if came_from and came_from not in ("/", "/hq/"):
        yield Lead(came_from, _("Reload the page") if wants_partial() else _("Back to the page you came from"))
    if status not in LOST_FOR_NOW:
        yield from _things()
    actor = current_user.actor if current_user.is_authenticated else None
    if actor and status == 409 and actor.may(Permission.REVIEW_VIEW):
        yield Lead(url_for("hq_review.index"), _("Back to the queue"))
    if actor:
        yield from _section(status)
    elif g.get("other_door_actor"):
        yield from _doors(g.other_door_actor)


def _things() -> Iterator[Lead]:
    """Give the thing the address names at each door where this browser is signed in and sees it."""
    named = NUMBER.search(" ".join((request.path, *request.args.values())).upper())
    if not named:
        return
    here = door_of_request()
    for door in sorted(Door, key=lambda one: one is not here):
        known = signed_in_at(door)
        lead = _thing(named[1], named[0], known.actor, same=door is here) if known else None
        if lead:
            yield lead


def _thing(prefix: str, number: str, actor: Actor, *, same: bool) -> Lead | None:
    kind, at_hq = KINDS[prefix], actor.door is Door.HQ
    if not actor.may(kind.hq_permission if at_hq else kind.permission):
        return None
    try:
        with scoped(actor.scope):
            kind.found(number, actor.door)
    except NotVisible:
        return None
    label = str(kind.words) % {"number": number}
    if not same:
        at = _("%(thing)s at headquarters", thing=label) if at_hq else _("%(thing)s as a distributor", thing=label)
        label = at
    return Lead(url_for(f"{'hq_' if at_hq else ''}{kind.view}", number=number), label)


def _section(status: int) -> Iterator[Lead]:
    """Give the list this address lies below, searched for what the address names where that was not found."""
    door = door_of_request().value
    below = [(url_for(link.endpoint), link) for link in menu(door) if link.section != "home"]
    for address, link in below:
        if request.path.startswith(f"{address}/"):
            sought = request.path[len(address) + 1 :].split("/")[0]
            is_number = len(sought) <= LONGEST_SOUGHT and any(sign.isdigit() for sign in sought)
            if status == 404 and link.section in SEARCHED and is_number:
                told = _("Search %(page)s for %(text)s", page=link.label, text=sought)
                yield Lead(url_for(link.endpoint, q=sought), told)
            yield Lead(address, _("All of %(page)s", page=link.label))


def _doors(other: Actor) -> Iterator[Lead]:
    """Give somebody who is signed in at the other door the way there, and the way in here."""
    if other.door is Door.HQ:
        yield Lead(url_for("home.headquarters"), _("Go to headquarters' portal"))
        yield Lead(url_for("accounts_door.login"), _("Sign in as a distributor"))
    else:
        yield Lead(url_for("home.distributor"), _("Go to the distributors' portal"))
        yield Lead(url_for("hq_accounts_door.login"), _("Sign in at headquarters"))


def install(app: Flask) -> None:
    """Let error pages lead on."""
    guide_on(app, leads)
