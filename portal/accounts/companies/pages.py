"""The pages on which a company's name and places get their Latin form, at both doors, and headquarters' list."""

from dataclasses import asdict, dataclass
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext
from markupsafe import Markup

from portal.accounts.companies import queries, service
from portal.accounts.companies.forms import LatinNameForm, LatinPlaceForm
from portal.accounts.companies.queries import Company, Place
from portal.accounts.door.pages import refused_in
from portal.accounts.labels_addresses import format_address
from portal.accounts.labels_contacts import CONTACT_ROLE_WORDS
from portal.accounts.pages_ways_back import endpoint
from portal.accounts.queries import selling_entity_of
from portal.accounts.queries_contacts import ContactFacts, contacts_of, contacts_of_seller
from portal.accounts.rules_latin import LONGEST, in_latin
from portal.core.actor import Door
from portal.core.errors import FieldRefused, NotVisible
from portal.core.tables import list_state
from portal.core.web.cells import linked
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.commands import carry_out
from portal.core.web.downloads import wanted_export
from portal.core.web.pages import READING, respond
from portal.core.web.refusals import status_of
from portal.core.web.typed import this_turn


def _state(row: queries.CompanyRow) -> tuple[str, str]:
    return (
        (pgettext("Latin letters", "Missing"), "warn")
        if row.missing
        else (pgettext("Latin letters", "Nothing missing"), "ok")
    )


def _company_at(row: Any, reader: Reader) -> str:
    return reader.at("hq_accounts_companies.show", distributor_id=row.id)


COMPANIES = Columns(
    Field(_l("Code"), lambda row, reader: linked(reader.href, row.code), lambda row: row.code, width=12, sort="code"),
    Field(
        _l("Name"), lambda row, _reader: Markup("<bdi>%s</bdi>") % row.name, lambda row: row.name, width=40, sort="name"
    ),
    Field(
        _l("Country"),
        lambda row, reader: reader.country_name(row.country),
        lambda row: row.country,
        width=10,
        sort="country",
    ),
    Field(
        _l("Latin letters"),
        lambda row, reader: reader.pill(*_state(row)),
        lambda row: _state(row)[0],
        sort="missing",
    ),
    address=_company_at,
)
"""The list of companies at headquarters."""


def list_page() -> Response:
    """List the companies, or hand them out as a file."""
    state = list_state(request.args, sorts=COMPANIES.sorts("name"), filters={"latin": ["missing"]})
    if kind := wanted_export():
        return COMPANIES.file(kind, "companies", queries.all_companies(state), title=_("Companies"))
    page = queries.companies_page(state)
    return respond(
        "accounts/companies/hq_companies.html",
        state=state,
        page=page,
        table=COMPANIES.drawn(page.rows),
        selects=[("latin", _("Latin letters"), [("missing", pgettext("Latin letters", "Missing"))])],
    )


def company_page(door: Door, distributor_id: int) -> Response:
    """Show a company's name and places with their Latin form, and where it is missing."""
    company = queries.company(distributor_id)
    return respond(
        "accounts/companies/company.html",
        at=door.value,
        company=company,
        contacts=_contacts(door, distributor_id),
        contact_roles=CONTACT_ROLE_WORDS,
        entries=[_named(company, door), *(_placed(company, one, door) for one in company.places)],
    )


def _contacts(door: Door, distributor_id: int) -> list[ContactFacts]:
    """Return whom one rings: headquarters the people of a company, a company those who sell to it."""
    if door is Door.HQ:
        return contacts_of(distributor_id)
    try:
        return contacts_of_seller(selling_entity_of(distributor_id).id)
    except NotVisible:
        return []


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, or a name and address: as it is written, its Latin form, how that stands, and where it is given."""

    title: str
    local: tuple[str, ...]
    latin: tuple[str, ...]
    asked: bool
    lacking: bool
    href: str

    @property
    def pill(self) -> tuple[str, str]:
        """Return the word and tone of how the Latin form stands."""
        if self.lacking:
            return pgettext("Latin letters", "Missing"), "warn"
        return (
            (pgettext("Latin letters", "Given"), "ok")
            if self.asked
            else (pgettext("Latin letters", "Not needed"), "mute")
        )


def _named(company: Company, door: Door) -> Entry:
    latin = (company.latin_name,) if company.asked and company.latin_name else ()
    href = address_of(door, company.id, "name")
    return Entry(_("Company name"), (company.name,), latin, company.asked, company.lacking, href)


def _placed(company: Company, place: Place, door: Door) -> Entry:
    return Entry(
        title=_title(place),
        local=(place.local["name"], *_local(place)),
        latin=_latin(place),
        asked=bool(place.asked),
        lacking=bool(place.lacking),
        href=address_of(door, company.id, "address", place.id),
    )


def _title(place: Place) -> str:
    return ", ".join(place.labels) or _("Address")


def address_of(door: Door, distributor_id: int, view: str, address_id: int | None = None) -> str:
    """Return the address of a page of a company: its own needs not say whose it is."""
    given: dict[str, Any] = {} if address_id is None else {"address_id": address_id}
    if door is Door.HQ:
        given["distributor_id"] = distributor_id
    return url_for(endpoint(door, f"accounts_companies.{view}"), **given)


def name_page(door: Door, distributor_id: int) -> Response:
    """Show the form of a company's name in Latin letters, or take it."""
    company = queries.company(distributor_id)
    form = LatinNameForm(data={"latin_name": company.latin_name})

    def page(problems: list[str] | None = None, status: int = 200) -> Response:
        shown = {"title": _("Company name"), "local": (company.name,), "version": company.version}
        return _form_page(door, company.id, form, shown, problems, status)

    if request.method in READING:
        return page()
    if not form.validate():
        return page(status=422)
    return carry_out(
        lambda: service.name_company(company.id, form.latin_name.data or "", this_turn()),
        told=_("The name in Latin letters is saved; papers issued from now on show it."),
        to=address_of(door, company.id, "show"),
        again=lambda refused: page(refused_in(form, refused), status_of(refused)),
        when=FieldRefused,
    )


def place_page(door: Door, distributor_id: int, address_id: int) -> Response:
    """Show the form of a place's name and address in Latin letters, or take it."""
    company = queries.company(distributor_id)
    place = queries.place(company, address_id)
    form = LatinPlaceForm(data={f"latin_{name}": text for name, text in _offered(place, company.latin_name).items()})
    form.ask(place.asked)

    def page(problems: list[str] | None = None, status: int = 200) -> Response:
        shown = {"title": _title(place), "local": (place.local["name"], *_local(place)), "version": place.version}
        return _form_page(door, company.id, form, shown, problems, status)

    if request.method in READING:
        return page()
    if not form.validate():
        return page(status=422)
    return carry_out(
        lambda: service.name_place(company.id, place.id, form.typed(), this_turn()),
        told=_("The name and address in Latin letters are saved; papers issued from now on show them."),
        to=address_of(door, company.id, "show"),
        again=lambda refused: page(refused_in(form, refused), status_of(refused)),
        when=FieldRefused,
    )


def _form_page(
    door: Door,
    distributor_id: int,
    form: LatinNameForm,
    shown: dict[str, Any],
    problems: list[str] | None,
    status: int,
) -> Response:
    return respond(
        "accounts/companies/latin.html",
        status=status,
        at=door.value,
        form=form,
        problems=problems or [],
        back=address_of(door, distributor_id, "show"),
        **shown,
    )


def _offered(place: Place, company_name: str) -> dict[str, str]:
    """Return the Latin form as it stands; a name that has none yet begins as the company's."""
    form = asdict(place.latin)
    return form | {"name": form["name"] or company_name}


def _local(place: Place) -> tuple[str, ...]:
    """Return a place's address as it is written where it lies, without its name."""
    return format_address(place.country, {**place.local, "name": "", "postal_code": place.postal_code}, latin=False)


def _latin(place: Place) -> tuple[str, ...]:
    """Return a place's name and address as customs papers print them; nothing where it lacks a field."""
    form = in_latin(place.local, place.latin, *LONGEST) if place.asked else {}
    return format_address(place.country, {**form, "postal_code": place.postal_code}) if form else ()
