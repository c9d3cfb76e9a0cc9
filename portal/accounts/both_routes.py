"""The addresses both doors have alike: login, own account, and the people one manages.

A table says which view answers an address, and to whom it is open; each door adds it to its own
blueprint, under its own permissions. The views are handed the door, then what the address names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple

from flask import Blueprint

from portal.accounts.door import pages
from portal.accounts.kept import pages as kept_pages
from portal.accounts.people import pages as people_pages
from portal.core.actor import Door
from portal.core.permissions import Permission
from portal.core.web.guards import public, requires

View = Callable[..., Any]
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Rights:
    """What one must hold at a door for one's own account, and to manage people."""

    own: Permission
    people: Permission


def _anyone(_rights: Rights) -> Callable[[View], View]:
    return public


def _oneself(rights: Rights) -> Callable[[View], View]:
    return requires(rights.own)


def _managers(rights: Rights) -> Callable[[View], View]:
    return requires(rights.people)


class Route(NamedTuple):
    """One line of the table: address, methods, the view's name, who answers, and to whom it is open."""

    rule: str
    methods: tuple[str, ...]
    name: str
    answer: View
    open_to: Callable[[Rights], Callable[[View], View]]


ACCOUNT = (
    Route("/login", BOTH, "login", pages.login_page, _anyone),
    Route("/language", POST, "set_language", pages.set_language, _anyone),
    Route("/logout", POST, "logout", pages.logout, _oneself),
    Route("/kept", GET, "kept", kept_pages.kept_page, _oneself),
    Route("/kept/discard", POST, "discard_kept", kept_pages.discard_page, _oneself),
    Route("/account", GET, "account", pages.account_page, _oneself),
    Route("/account/profile", POST, "change_profile", pages.change_profile, _oneself),
    Route("/account/password", POST, "change_password", pages.change_password, _oneself),
    Route("/account/sessions/<int:session_id>/end", POST, "end_session", pages.end_session, _oneself),
    Route("/account/sessions/end-others", POST, "end_others", pages.end_others, _oneself),
)
PEOPLE = (
    Route("/invite", BOTH, "invite", people_pages.invite_page, _managers),
    Route("/<int:user_id>", GET, "person", people_pages.person_page, _managers),
    Route("/<int:user_id>/roles", POST, "set_roles", people_pages.set_roles, _managers),
    Route(
        "/<int:user_id>/<any(disable,enable,invite_again,end_sessions):action>",
        POST,
        "change_person",
        people_pages.change_person,
        _managers,
    ),
)


def add_routes(blueprint: Blueprint, door: Door, rights: Rights, people: str) -> None:
    """Add the table to the blueprint of a door; `people` is what its list of people is called there."""
    listed = Route("", GET, people, people_pages.list_page, _managers)
    below = [route._replace(rule=f"/{people}{route.rule}") for route in (listed, *PEOPLE)]
    for route in (*ACCOUNT, *below):
        view = route.open_to(rights)(_at(door, route.answer))
        blueprint.add_url_rule(route.rule, route.name, view, methods=route.methods)


def _at(door: Door, answer: View) -> View:
    """Return a view of this door; `requires` marks it, so that each door needs one of its own."""

    @wraps(answer)
    def view(**named: Any) -> Any:
        return answer(door, **named)

    return view
