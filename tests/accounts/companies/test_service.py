"""Names and places in Latin letters: who may give them, what is kept, and what is counted as missing."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.companies import queries, service
from portal.accounts.models import Address, AddressKind, Distributor
from portal.accounts.rules_latin import LatinForm
from portal.audit.models import AuditRow
from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, NotVisible, Stale
from portal.core.scope import EVERYONE, scoped
from portal.core.tables import ListState
from tests import factories
from tests.queries import counted

ARABIC: dict[str, Any] = {
    "name": "دلتا لخدمة السيارات",
    "street": "3 طريق الحرية",
    "city": "سيدي جابر",
    "region": "الإسكندرية",
}
FORM = LatinForm("Delta EV Service LLC", "3 El Horreya Road", "Sidi Gaber", "Alexandria")


def company_of(**values: Any) -> Distributor:
    """Make a company with an Arabic name."""
    return factories.make_distributor(**{"name": "Delta", "legal_name": ARABIC["name"], "code": "DELTA", **values})


def turn_of(company: Distributor, version: int = 1) -> Turn:
    """Return the turn of a company's owner."""
    owner = factories.make_dealer_user(company, role="dealer_owner")
    return Turn(factories.actor_of(owner), version, utc_now())


def recorded() -> list[tuple[str, str, dict[str, str]]]:
    """Return what is on record of companies, in its order."""
    wanted = sa.select(AuditRow.action, AuditRow.subject_id, AuditRow.after).where(AuditRow.subject_kind == "company")
    return [(row.action, row.subject_id, row.after) for row in db.session.execute(wanted.order_by(AuditRow.id))]


def missing_of(company: Distributor) -> int:
    """Return how many names and places of a company lack their Latin form."""
    with scoped(EVERYONE):
        return queries.company(company.id).missing


def test_a_company_is_named_once_and_its_places_of_the_same_name_too(app: Flask) -> None:
    company = company_of()
    own = factories.make_address(company, name=ARABIC["name"])
    other = factories.make_address(company, name="مخزن الدلتا", label="Store")
    assert missing_of(company) == 3
    turn = turn_of(company)

    for _twice in range(2):
        perform(service.name_company, company.id, " Delta EV  Service LLC", turn)

    db.session.remove()
    kept = db.session.execute(
        sa.select(Distributor.latin_name, Distributor.version).where(Distributor.id == company.id)
    )
    assert tuple(kept.one()) == ("Delta EV Service LLC", 2)
    with scoped(EVERYONE):
        assert db.session.get_one(Address, own.id).latin_name == "Delta EV Service LLC"
        assert db.session.get_one(Address, other.id).latin_name == ""
    assert missing_of(company) == 1
    assert recorded() == [("company.latin_name_changed", "DELTA", {"latin_name": "Delta EV Service LLC"})]


def test_a_place_is_given_once_for_all_addresses_that_papers_print_alike(app: Flask) -> None:
    company = company_of(legal_name="Delta LLC")
    kinds = (AddressKind.SHIP_TO, AddressKind.CONSIGNEE, AddressKind.SOLD_TO)
    same = [factories.make_address(company, kind=kind, label="Workshop", **ARABIC) for kind in kinds]
    factories.make_address(company, label="Store", street="مخزن 7")
    with scoped(EVERYONE):
        assert [place.labels for place in queries.company(company.id).places] == [("Store",), ("Workshop",)]
    turn = turn_of(company)

    for _twice in range(2):
        perform(service.name_place, company.id, same[0].id, FORM, turn)

    with scoped(EVERYONE):
        place = queries.company(company.id).places[1]
        found = db.session.scalars(sa.select(Address.version).where(Address.label == "Workshop"))
        assert (place.latin, place.lacking, list(found)) == (FORM, (), [2, 2, 2])
    assert missing_of(company) == 1
    ((action, code, after),) = recorded()
    assert (action, code) == ("company.latin_address_changed", "DELTA")
    assert after == {
        "address": "Workshop",
        "latin_name": FORM.name,
        "latin_street": FORM.street,
        "latin_city": FORM.city,
        "latin_region": FORM.region,
    }


def test_what_is_latin_already_gets_no_second_form_and_what_is_not_is_needed(app: Flask) -> None:
    company = company_of()
    address = factories.make_address(company, name="Workshop", street="3 طريق الحرية")
    turn = turn_of(company)

    with pytest.raises(FieldRefused) as refused:
        perform(service.name_place, company.id, address.id, LatinForm(city="Elsewhere"), turn)
    perform(service.name_place, company.id, address.id, LatinForm(street="3 El Horreya Road", city="Elsewhere"), turn)

    assert (refused.value.code, refused.value.field) == ("latin.needed", "latin_street")
    with scoped(EVERYONE):
        (place,) = queries.company(company.id).places
    assert place.latin == LatinForm(street="3 El Horreya Road")


def test_nobody_writes_over_what_another_has_just_written(app: Flask) -> None:
    company = company_of()
    address = factories.make_address(company, **ARABIC)
    turn = turn_of(company)
    perform(service.name_place, company.id, address.id, FORM, turn)
    perform(service.name_company, company.id, FORM.name, turn)

    with pytest.raises(Stale):
        perform(service.name_place, company.id, address.id, LatinForm("Nile", "Nile 1", "Giza", "Giza"), turn)
    with pytest.raises(Stale):
        perform(service.name_company, company.id, "Nile", turn)

    assert missing_of(company) == 0 and len(recorded()) == 2


def test_an_owner_names_neither_another_company_nor_a_dealer_below(app: Flask) -> None:
    company, stranger = company_of(), company_of(code="OTHER")
    dealer = factories.make_distributor(parent=company, legal_name=ARABIC["name"])
    foreign, below = (factories.make_address(one, **ARABIC) for one in (stranger, dealer))
    turn = turn_of(company)

    for other, address in ((stranger, foreign), (dealer, below)):
        for whose in (other.id, company.id):
            with pytest.raises(NotVisible), scoped(turn.actor.scope):
                perform(service.name_place, whose, address.id, FORM, turn)
        with pytest.raises(NotVisible), scoped(turn.actor.scope):
            perform(service.name_company, other.id, FORM.name, turn)

    assert recorded() == [] and (missing_of(stranger), missing_of(dealer)) == (2, 2)


def test_headquarters_counts_companies_that_lack_a_name_or_an_address(app: Flask) -> None:
    named, placed = company_of(), company_of(code="SIAM", legal_name="Siam EV", name="Siam EV")
    factories.make_address(placed, city="ลาดกระบัง")
    accents = factories.make_distributor(legal_name="Müller & Söhne", code="MUC")
    factories.make_address(accents, city="Düsseldorf", street="Königsallee 7")
    retired = factories.make_distributor(code="OLD")
    factories.make_address(retired, city="重庆", active=False)

    with scoped(EVERYONE):
        first = queries.companies_page(ListState(sort="code", filters={"latin": "missing"}))
        lacking: Any = first.rows
        whole = list(queries.all_companies(ListState(sort="missing", descending=True)).rows())

        assert queries.companies_missing() == 2
    assert [row.code for row in lacking] == ["DELTA", "SIAM"] and first.total == 2
    assert [row.missing for row in whole] == [True, True, False, False]
    assert [row.code for row in whole[:2]] == [named.code, placed.code]


def kept_and_ruled() -> list[tuple[str, bool, bool]]:
    """Return of each company its code, what the list says of it by what is kept, and what the rule says of its rows."""
    with scoped(EVERYONE):
        shown: Any = queries.companies_page(ListState(sort="code", size=100)).rows
        return [(row.code, row.missing, queries.company(row.id).missing > 0) for row in shown]


def test_what_is_kept_of_a_company_is_what_the_rule_says_of_it_whatever_is_written(app: Flask) -> None:
    company, plain = company_of(), company_of(code="PLAIN", legal_name="", name="Cairo Motors")
    place = factories.make_address(company, **ARABIC)
    said: list[dict[str, bool]] = []

    def look() -> None:
        found = kept_and_ruled()
        assert [kept for _code, kept, _ruled in found] == [ruled for _code, _kept, ruled in found]
        said.append({code: kept for code, kept, _ruled in found})

    def write(row: Address | Distributor, **values: Any) -> None:
        with transaction() as session:
            known = session.get_one(type(row), row.id)
            for name, value in values.items():
                setattr(known, name, value)

    look()
    perform(service.name_company, company.id, FORM.name, turn_of(company))
    look()
    perform(service.name_place, company.id, place.id, FORM, turn_of(company, 2))
    look()
    write(place, city="الإسكندرية", latin_city="")
    write(plain, name="القاهرة للسيارات")
    look()
    write(place, active=False)
    write(plain, legal_name="Cairo Motors")
    look()

    assert [(one["DELTA"], one["PLAIN"]) for one in said] == [
        (True, False),
        (True, False),
        (False, False),
        (True, True),
        (False, False),
    ]


def test_counting_what_lacks_a_latin_form_reads_no_company_that_lacks_nothing(app: Flask) -> None:
    company_of()
    with scoped(EVERYONE), counted() as statements:
        assert queries.companies_missing() == 1

    assert len(statements) == 1, statements
    if db.engine.dialect.name == "sqlite":
        explained = f"EXPLAIN QUERY PLAN {statements.statements[0]}"
        plan = [row.detail for row in db.session.connection().exec_driver_sql(explained, ("region",))]
        tables = [step for step in plan if step.startswith(("SCAN distributor", "SCAN address"))]
        assert sorted(step.split(" INDEX ")[-1] for step in tables) == [
            "ix_address_latin_lacking",
            "ix_distributor_latin_lacking",
        ], plan
