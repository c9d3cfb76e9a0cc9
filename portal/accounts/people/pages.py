"""The pages that manage people: a distributor's team, and headquarters' users of both doors."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.accounts import labels, pages_session, rules_roles
from portal.accounts.door import labels as labels_browsers
from portal.accounts.door import queries_sessions
from portal.accounts.door.pages import refused_in
from portal.accounts.models import UserState
from portal.accounts.pages_ways_back import endpoint
from portal.accounts.people import queries, service, service_invitations
from portal.accounts.people.forms import InviteForm, RolesForm
from portal.accounts.people.service import RoleChange
from portal.accounts.people.service_invitations import Invitation
from portal.accounts.rules_limits import split_limits, written, wrong_limits
from portal.core.actor import Actor, Door
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import list_state
from portal.core.typed_numbers import parse_amount, typed_decimal
from portal.core.web.cells import linked
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.commands import carry_out
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.page_words import ltr
from portal.core.web.pages import READING, go, respond

ACTIONS: Mapping[str, tuple[Callable[..., Any], Callable[[], str]]] = {
    "disable": (service.disable_user, lambda: _("This person is disabled and signed out everywhere.")),
    "enable": (service.enable_user, lambda: _("This person may sign in again.")),
    "invite_again": (
        lambda *given: service_invitations.invite_again(*given, most=_most_invitations()),
        lambda: _("A new invitation is on its way."),
    ),
    "end_sessions": (service.end_sessions_of, lambda: _("All sessions of this person have ended.")),
}


def _company(row: Any) -> str:
    return row.company or _("Headquarters")


def _person_at(row: Any, reader: Reader) -> str:
    return reader.to("accounts_people.person", user_id=row.id)


PEOPLE = Columns(
    Field(
        _lp("person", "Name"),
        lambda row, reader: linked(reader.href, row.name),
        lambda row: row.name,
        width=26,
        sort="name",
    ),
    Field(_l("E-mail"), lambda row, _reader: ltr(row.email), lambda row: row.email, width=30, sort="email"),
    Field(_l("Company"), lambda row, _reader: _company(row), _company, width=30, sort="company"),
    Field(
        _l("Roles"),
        lambda row, _reader: labels.roles_text(row.roles),
        lambda row: labels.roles_text(row.roles),
        width=30,
        select=("roles",),
    ),
    Field(
        _l("State"),
        lambda row, reader: reader.pill(*labels.state_pill(row.state)),
        lambda row: labels.state_pill(row.state)[0],
        sort="state",
    ),
    Field(
        _l("Last seen"),
        lambda row, reader: reader.moment(row.seen_at),
        lambda row: row.seen_at,
        kind=ColumnKind.INSTANT,
        width=22,
        sort="seen",
    ),
    address=_person_at,
)
"""The list of people one manages."""


def _list(door: Door) -> str:
    return endpoint(door, "accounts_people.users" if door is Door.HQ else "accounts_people.team")


def _doors(door: Door) -> tuple[Door, ...]:
    return (Door.HQ, Door.DISTRIBUTOR) if door is Door.HQ else (Door.DISTRIBUTOR,)


def list_page(door: Door) -> Response:
    """List the people one manages, or hand them out as a file."""
    actor = current_actor()
    offered = [name for each in _doors(door) for name in rules_roles.roles_of_door(each)]
    filters: dict[str, list[str]] = {"state": [s.value for s in UserState], "role": offered}
    if door is Door.HQ:
        filters["door"] = [each.value for each in Door]
    state = list_state(request.args, sorts=PEOPLE.sorts("name"), filters=filters)
    if kind := wanted_export():
        return PEOPLE.file(kind, "people", queries.all_people(actor, state), title=_("Users"))
    page = queries.people_page(actor, state)
    return respond(
        "accounts/people/people.html",
        at=door.value,
        state=state,
        page=page,
        table=PEOPLE.drawn(page.rows),
        selects=_selects(door, offered),
        invite_href=url_for(endpoint(door, "accounts_people.invite")),
    )


def _selects(door: Door, offered: list[str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    states = [(state.value, labels.state_pill(state)[0]) for state in UserState]
    found = [
        ("state", _("All states"), states),
        ("role", _("All roles"), [(name, labels.role_label(name)) for name in offered]),
    ]
    if door is Door.HQ:
        both = [("hq", _("Headquarters")), ("distributor", _("Distributors"))]
        found.append(("door", _("Both doors"), both))
    return found


def _companies(door: Door, actor: Actor) -> list[tuple[str, str]]:
    known = [(str(key), name) for key, name in queries.companies_of(actor)]
    return [("", _("Headquarters")), *known] if door is Door.HQ else known


def invite_page(door: Door) -> Response:
    """Show the invitation form, or invite somebody."""
    actor, form = current_actor(), InviteForm()
    form.offer(*_doors(door))
    form.offer_companies(_companies(door, actor))
    if request.method in READING:
        form.distributor.data = str(actor.distributor_id or "")
        form.locale.data = actor.locale
        return _invite_form(door, form)
    if not form.validate():
        return _invite_form(door, form, status=422)
    return carry_out(
        lambda: service_invitations.invite(actor, _invitation(form), utc_now(), most=_most_invitations()),
        told=_("The invitation is on its way."),
        to=lambda user_id: url_for(endpoint(door, "accounts_people.person"), user_id=user_id),
        again=lambda refusal: _invite_form(door, form, problems=refused_in(form, refusal), status=422),
    )


def _most_invitations() -> int:
    return pages_session.settings_of().invitations_a_day


def _invitation(form: InviteForm) -> Invitation:
    return Invitation(
        email=form.email.data or "",
        name=form.name.data or "",
        roles=frozenset(form.roles.data or ()),
        distributor_id=int(form.distributor.data) if form.distributor.data else None,
        approval_limits=_limits(form),
        locale=form.locale.data or "",
        zone=form.zone.data or "",
    )


def _limits(form: RolesForm) -> dict[str, Decimal]:
    typed = split_limits(form.approval_limit.data or "")
    return {currency: _limit(currency, amount) for currency, amount in typed}


def _limit(currency: str, text: str) -> Decimal:
    """Return one limit in its currency as typed; refused beside the field."""
    try:
        return parse_amount(text, language(), currency)
    except Refused as refusal:
        if refusal.code in ("number.places", "number.two_ways", "number.one_way"):
            raise FieldRefused(refusal.code, field="approval_limit", **refusal.facts) from None
        raise wrong_limits() from None
    except ValueError:  # a currency nobody knows
        raise wrong_limits() from None


def _invite_form(door: Door, form: InviteForm, problems: list[str] | None = None, status: int = 200) -> Response:
    return respond(
        "accounts/people/invite.html",
        status=status,
        at=door.value,
        form=form,
        problems=problems or [],
        list_href=url_for(_list(door)),
    )


def person_page(
    door: Door, user_id: int, form: RolesForm | None = None, problems: list[str] | None = None, status: int = 200
) -> Response:
    """Show one person: roles to change, sessions, and what else can be done."""
    actor = current_actor()
    row = queries.person(actor, user_id)
    if form is None:
        limits = ((currency, typed_decimal(kept, language())) for currency, kept in row.approval_limits.items())
        limit = written(limits)
        form = RolesForm(None, data={"roles": sorted(row.roles), "approval_limit": limit, "version": str(row.version)})
        form.offer(row.door)
    return respond(
        "accounts/people/person.html",
        status=status,
        at=door.value,
        person=row,
        form=form,
        problems=problems or [],
        pill=labels.state_pill(row.state),
        roles=labels.roles_text(row.roles),
        own=row.id == actor.user_id,
        sessions=queries_sessions.open_sessions(row.id, pages_session.limits().idle, utc_now()),
        browser_text=labels_browsers.browser_text,
        list_href=url_for(_list(door)),
        change=endpoint(door, "accounts_people.change_person"),
        change_roles=endpoint(door, "accounts_people.set_roles"),
    )


def set_roles(door: Door, user_id: int) -> Response:
    """Change somebody's roles and limit of approval."""
    actor, form = current_actor(), RolesForm()
    form.offer(queries.person(actor, user_id).door)
    if not form.validate():
        return person_page(door, user_id, form, status=422)
    version = whole_number(form.version.data) or 0

    def changed() -> None:
        change = RoleChange(frozenset(form.roles.data or ()), _limits(form), version)
        service.set_roles(actor, user_id, change, utc_now())

    return carry_out(
        changed,
        told=_("The roles are saved, and open sessions of this person have ended."),
        to=url_for(endpoint(door, "accounts_people.person"), user_id=user_id),
        again=lambda refusal: person_page(door, user_id, form, refused_in(form, refusal), status=422),
        when=FieldRefused,
    )


def change_person(door: Door, user_id: int, action: str) -> Response:
    """Do one of the plain actions on a person."""
    command, words = ACTIONS[action]
    perform(command, current_actor(), user_id, utc_now())
    flash(words(), "ok")
    return go(url_for(endpoint(door, "accounts_people.person"), user_id=user_id))
