"""Sellers, distributors, addresses, hours and people by files: what must hold of them, and what follows from them."""

import io
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import (
    Address,
    Distributor,
    OneTimeToken,
    SellingEntity,
    UserAccount,
    UserState,
    WorkingHours,
)
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.core.jobs.queue import enqueue, run_due
from portal.core.scope import EVERYONE, scoped
from portal.finance.models import CreditAccount
from portal.masterdata.kinds.companies.people import MOST_INVITED, PEOPLE
from portal.masterdata.models import ChangeSet
from portal.masterdata.queries import WRITE
from portal.masterdata.rules_changes import Action, Change
from portal.masterdata.rules_fields import Row
from portal.notifications.models import Mail
from tests.factories import make_address, make_distributor, make_hq_user, make_selling_entity
from tests.masterdata.factories import apply, send, sign_in, steward
from tests.masterdata.test_hq_pages import facts
from tests.web import Browser, Page

SELLER = ("code", "name", "address", "country", "zone", "gs1_prefix", "vat_id", "email")
CN01 = ("CN01", "Auriga Export", "88 Yuelai Avenue\nChongqing", "CN", "Asia/Shanghai", "6901234", "", "A@B.example")
TREE = ("code", "name", "level", "parent", "country", "seller", "currency", "payment_terms", "language", "mode")
MEA = ("MEA", "Middle East", "region", "", "", "", "USD", "prepaid", "en", "sea")
NILE = ("NILE", "Nile Motors", "general", "MEA", "EG", "CN01", "USD", "net:30", "ar", "sea")
DELTA = ("DELTA", "Delta Service", "dealer", "NILE", "EG", "", "USD", "prepaid", "pt-BR", "air")
PLACE = ("distributor", "purpose", "label", "name", "street", "city", "country", "usual", "phone")
DOCK = ("NILE", "ship_to", "Dock", "Nile Motors", "1 Port Street", "Port Said", "EG", "yes", "+20 66 555 0142")
PERSON = ("email", "name", "distributor", "roles", "language", "zone")
BUYER = ("Buyer@Nile.example", "Yasmin Farouk", "NILE", "dealer_owner, dealer_buyer", "ar", "Africa/Cairo")
PLANNER = ("planner@hq.example", "Wang Fang", "", "hq_planner", "zh", "Asia/Shanghai")
pytestmark = pytest.mark.both_engines


def wrong(page: Page) -> list[list[str]]:
    """Row, column and words of what is wrong."""
    return [[row[0], row[1], row[3]] for row in page.rows(0)]


def every(statement: sa.Select[Any]) -> list[Any]:
    db.session.remove()
    with scoped(EVERYONE):
        return list(db.session.scalars(statement))


def found(browser: Browser) -> None:
    """Put a seller and its tree there by files."""
    apply(browser, send(browser, "sellers", SELLER, CN01))
    apply(browser, send(browser, "distributors", TREE, DELTA, NILE, MEA))


def same_again(app: Flask, browser: Browser, kind: str) -> tuple[str, str, str]:
    """Rows as they are, wrong and changed when what was exported comes in again."""
    exported = browser.open(f"/hq/data/{kind}?export=xlsx").get_data()
    browser.page(f"/hq/data/{kind}/file")
    sent = browser.send({"sheet": (io.BytesIO(exported), f"{kind}.xlsx")}, button="Check the file")
    run_due()
    told = facts(browser.page(sent.path))
    return told["As they are"], told["Wrong"], told["Changed"]


def undo(browser: Browser, page: Page) -> Page:
    browser.page(page.path)
    back = browser.send(button="Take it back")
    run_due()
    return browser.page(back.path)


def test_a_tree_comes_in_from_any_order_with_accounts_that_have_nothing_to_spend(app: Flask) -> None:
    browser = steward(app)

    found(browser)

    rows = {one.code: one for one in every(sa.select(Distributor))}
    mea, nile, delta = rows["MEA"], rows["NILE"], rows["DELTA"]
    assert (mea.path, nile.path) == (f"/{mea.id}/", f"/{mea.id}/{nile.id}/")
    assert (delta.path, delta.locale) == (f"/{mea.id}/{nile.id}/{delta.id}/", "pt-BR")
    accounts = every(sa.select(CreditAccount).order_by(CreditAccount.distributor_id))
    assert {(one.distributor_id, one.currency, one.credit_limit) for one in accounts} == {
        (nile.id, "USD", Decimal(0)),
        (delta.id, "USD", Decimal(0)),
    }
    assert same_again(app, browser, "distributors") == ("3", "0", "0")
    assert same_again(app, browser, "sellers") == ("1", "0", "0")
    assert every(sa.select(SellingEntity.email)) == ["a@b.example"]


def test_a_branch_that_moves_takes_what_is_below_along(app: Flask) -> None:
    browser = steward(app)
    found(browser)

    page = apply(
        browser, send(browser, "distributors", TREE, ("AFR", "Africa", *MEA[2:]), (*NILE[:3], "AFR", *NILE[4:]))
    )

    rows = {one.code: one for one in every(sa.select(Distributor))}
    assert rows["DELTA"].path == f"/{rows['AFR'].id}/{rows['NILE'].id}/{rows['DELTA'].id}/"
    assert undo(browser, page).has("Taken back")
    rows = {one.code: one for one in every(sa.select(Distributor))}
    assert rows["DELTA"].path == f"/{rows['MEA'].id}/{rows['NILE'].id}/{rows['DELTA'].id}/"
    assert "AFR" not in rows


def test_what_is_no_tree_and_no_terms_is_told_by_row_and_column(app: Flask) -> None:
    browser = steward(app)
    found(browser)

    page = send(
        browser, "distributors", TREE,
        ("A", "A", "region", "B", "", "", "USD", "prepaid", "en", "air"),
        ("B", "B", "region", "A", "", "", "USD", "prepaid", "en", "air"),
        ("C", "C", "dealer", "MEA", "EG", "CN01", "USD", "prepaid", "en", "air"),
        ("D", "D", "dealer", "GONE", "EG", "XX", "USD", "net:30", "en", "air"),
        ("E", "E", "general", "MEA", "", "CN01", "USD", "soon", "en", "boat"),
        ("F", "F", "general", "MEA", "EG", "", "USD", "net:30", "en", "air"),
        ("NILE", "Nile Motors", "region", "", "", "", "USD", "net:30", "ar", "sea"),
    )  # fmt: skip

    told = [(row, column) for row, column, _words in wrong(page)]
    assert told == [
        ("2", "Stands below (code)"),
        ("3", "Stands below (code)"),
        ("4", "Stands below (code)"),
        ("5", "Sold to by (code)"),
        ("5", "Stands below (code)"),
        ("6", "Mode of transport"),
        ("7", "Sold to by (code)"),
        ("8", "Level"),
    ]
    assert ["2", "Stands below (code)", "“B” would stand below itself."] in wrong(page)
    assert ["8", "Level", "“DELTA” stands below this one, and could not any more."] in wrong(page)


def test_a_distributor_with_orders_to_come_cannot_go_and_a_new_one_can(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "sellers", SELLER, CN01))
    page = apply(browser, send(browser, "distributors", TREE, MEA, NILE, DELTA))

    apply(browser, send(browser, "addresses", PLACE, DOCK))
    assert undo(browser, page).has("cannot go, for others refer to it: ")
    browser.page("/hq/data/addresses/row?key=NILE|ship_to|Dock")
    browser.send(button="Remove")

    assert undo(browser, page).has("Taken back")
    assert every(sa.select(Distributor.code)) == []
    assert every(sa.select(CreditAccount.id)) == []


def test_an_address_is_one_its_country_knows_and_one_of_them_is_the_usual(app: Flask) -> None:
    browser = steward(app)
    found(browser)
    heading = (*PLACE, "postal_code", "latin_street")

    page = send(
        browser, "addresses", heading,
        (*DOCK, "42511", ""), ("NILE", "ship_to", "Other", *DOCK[3:], "42511", ""),
        ("XX", "notify", *DOCK[2:], "42511", ""), ("NILE", "bill_to", *DOCK[2:], "4", "шоссе"),
        ("NILE", "sold_to", "Bank", "Nile", "1 Street", "", "EG", "no", "", "42511", ""),
    )  # fmt: skip

    assert [(row, column) for row, column, _words in wrong(page)] == [
        ("2", "The usual one"),
        ("3", "The usual one"),
        ("4", "Distributor (code)"),
        ("5", "Postal code"),
        ("5", "Street in Latin letters"),
        ("6", "City"),
    ]
    assert every(sa.select(Address.id)) == []


def test_addresses_come_in_are_changed_and_come_out_the_same(app: Flask) -> None:
    browser = steward(app)
    found(browser)
    first = send(browser, "addresses", PLACE, DOCK, ("DELTA", "consignee", "Werkstatt", "دلتا", *DOCK[4:]))
    apply(browser, first)

    page = apply(browser, send(browser, "addresses", (*PLACE[:3], "city"), (*DOCK[:3], "Suez")))

    rows = {one.label: one for one in every(sa.select(Address))}
    assert (rows["Dock"].city, rows["Dock"].version, rows["Dock"].latin_lacking) == ("Suez", 2, False)
    assert (rows["Werkstatt"].latin_lacking, rows["Werkstatt"].active) == (True, True)
    assert same_again(app, browser, "addresses") == ("2", "0", "0")
    assert undo(browser, page).has("Taken back")
    assert every(sa.select(Address.city).where(Address.label == "Dock")) == ["Port Said"]


def test_hours_reach_not_into_each_other(app: Flask) -> None:
    browser = steward(app)
    heading = ("calendar", "country", "zone", "opens", "closes")
    china = ("CN", "Asia/Shanghai")

    apply(browser, send(browser, "working_hours", heading, ("hq", *china, "9:00", "12:00")))
    page = send(
        browser, "working_hours", heading, ("hq", *china, "11:00", "18:00"), ("NILE", *china, "9:00", "17:00"),
        ("hq", *china, "19:00", "18:00"),
    )  # fmt: skip

    assert [row[:2] for row in wrong(page)] == [["2", "From"], ["3", "Calendar"], ["4", "Until"]]
    assert [f"{span.opens:%H:%M}" for span in every(sa.select(WorkingHours))] == ["09:00"]
    assert same_again(app, browser, "working_hours") == ("1", "0", "0")


def test_a_seller_has_a_code_and_numbers_papers_can_bear(app: Flask) -> None:
    browser = steward(app)

    page = send(
        browser, "sellers", SELLER, ("cn-1", *CN01[1:]), ("DE01", "Auriga", "x", "DE", "Europe/Berlin", "1", "DE1", "")
    )

    assert [row[:2] for row in wrong(page)] == [
        ["2", "Code"],
        ["3", "Company prefix (GS1)"],
        ["3", "VAT number"],
    ]


def test_customs_of_every_country_can_read_what_a_seller_is_called_and_where_it_is(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "sellers", SELLER, CN01))

    page = send(
        browser, "sellers", SELLER, ("CN02", "御夫座出口有限公司", *CN01[2:]),
        ("CN03", CN01[1], "重庆市悦来大道88号", *CN01[3:]),
        ("DE01", "Zubehör GmbH", "Straße des 17. Juni 1\n10623 Berlin", "DE", "Europe/Berlin", "", "", ""),
    )  # fmt: skip

    told = (
        "Write it in Latin letters: it stands on papers that customs of every country read. "
        "Its own script has a field of its own."
    )
    assert wrong(page) == [["2", "Name", told], ["3", "Address", told]]
    heads = (*SELLER, "中文名称", "own_address")
    own = ("重庆启行汽车零部件有限公司", "两江新区悦来大道88号\n重庆")
    apply(browser, send(browser, "sellers", heads, (*CN01, *own)))
    assert every(sa.select(SellingEntity.own_name)) == [own[0]]
    assert every(sa.select(SellingEntity.own_address)) == [own[1]]
    assert same_again(app, browser, "sellers") == ("1", "0", "0")


def test_numbers_are_checked_by_their_country_wherever_they_are_typed_or_sent(app: Flask) -> None:
    browser = steward(app)
    found(browser)
    heading = (*PLACE[:-2], "tax_id", "phone")
    egypt, place = ("1 Port Street", "Port Said", "EG"), ("NILE", "ship_to")

    addresses = send(
        browser, "addresses", heading, (*place, "A", "Nile", *egypt, "1", ""),
        (*place, "B", "Nile", "1 Road", "Bangkok", "TH", "12345", ""),
        (*place, "C", "Nile", *egypt, "100-531-385", "abc"),
        (*place, "D", "Nile", *egypt, "100-531-385", "+20 66 555 0142"),
        (*place, "E", "Nile", *egypt[:2], "AE", "1", ""),
    )  # fmt: skip
    wanted = ("code", "registration")
    bad, good = "91310000MA1FL0LE9X", "91110000600037341L"
    registered = send(browser, "sellers", wanted, ("CN01", bad))
    apply(browser, send(browser, "sellers", wanted, ("CN01", good)))

    number = "This is no tax number of that country: its length or its check digit does not fit."
    assert [row for row in wrong(addresses) if row[1] in ("Tax number", "Phone")] == [
        ["2", "Tax number", number],
        ["3", "Tax number", number],
        ["4", "Phone", "A phone number begins with + and the number of its country, as +20 66 555 0142."],
    ]
    assert [row[:2] for row in wrong(registered)] == [["2", "Registration"]]
    assert every(sa.select(SellingEntity.registration)) == [good]


def administrator(app: Flask) -> Browser:
    return sign_in(app, make_hq_user(role="hq_admin", email="root@hq.example"))


def people() -> dict[str, tuple[str, UserState]]:
    return {one.email: (one.roles, one.state) for one in every(sa.select(UserAccount)) if one.name != "Person"}


def test_new_people_are_invited_once_whatever_runs_again(app: Flask) -> None:
    found(steward(app))
    admin = administrator(app)

    page = apply(admin, send(admin, "people", PERSON, BUYER, PLANNER))

    change_set = every(sa.select(ChangeSet).order_by(ChangeSet.id.desc()))[0]
    with transaction():
        enqueue(WRITE, {"change_set_id": change_set.id, "user_id": change_set.asked_by}, now=utc_now(), key="again")
    run_due()
    assert page.has("Applied")
    assert people()["buyer@nile.example"] == ("dealer_buyer dealer_owner", UserState.INVITED)
    assert people()["planner@hq.example"] == ("hq_planner", UserState.INVITED)
    mails = every(sa.select(Mail).where(Mail.kind == "invitation").order_by(Mail.to_address))
    assert [(one.to_address, one.locale) for one in mails] == [
        ("buyer@nile.example", "ar"),
        ("planner@hq.example", "zh"),
    ]
    assert len(every(sa.select(OneTimeToken.id))) == 2
    again = send(admin, "people", PERSON, BUYER, PLANNER)
    assert (facts(again)["As they are"], facts(again)["Changed"]) == ("2", "0")


def test_a_person_that_goes_is_disabled_and_comes_back_by_the_undo(app: Flask) -> None:
    found(steward(app))
    admin = administrator(app)
    page = apply(admin, send(admin, "people", PERSON, BUYER))

    changed = (*BUYER[:3], "dealer_finance", "en", "Africa/Cairo")
    apply(admin, send(admin, "people", PERSON, changed))
    assert people()["buyer@nile.example"] == ("dealer_finance", UserState.INVITED)
    admin.page("/hq/data/people/row?key=buyer@nile.example")
    admin.send(button="Remove")
    assert people()["buyer@nile.example"] == ("dealer_finance", UserState.DISABLED)

    back = send(admin, "people", PERSON, changed)
    assert facts(back)["New"] == "1"
    apply(admin, back)
    assert people()["buyer@nile.example"] == ("dealer_finance", UserState.INVITED)
    assert undo(admin, page).has("has been changed since, so this cannot be taken back.")


def test_people_without_a_language_of_their_own_go_out_and_come_in_again(app: Flask) -> None:
    found(steward(app))
    admin = sign_in(app, make_hq_user(role="hq_admin", email="root@hq.example", locale=""))

    assert same_again(app, admin, "people") == ("2", "0", "0")


def test_what_the_preview_calls_roles_languages_and_countries_is_taken_as_the_codes_are(app: Flask) -> None:
    found(steward(app))
    admin = administrator(app)

    said = ("a@hq.example", "Li Wei", "", "仓库, Logistics and customs", "Chinese", "Asia/Shanghai")
    apply(admin, send(admin, "people", PERSON, said))
    assert people()["a@hq.example"][0] == "hq_logistics hq_warehouse"
    assert every(sa.select(UserAccount.locale).where(UserAccount.email == "a@hq.example")) == ["zh"]
    browser = steward(app)
    apply(browser, send(browser, "sellers", SELLER, ("DE01", *CN01[1:3], "德国", *CN01[4:])))
    assert sorted(every(sa.select(SellingEntity.country))) == ["CN", "DE"]


def test_roles_are_ticked_on_a_form_and_languages_are_those_pages_speak(app: Flask) -> None:
    found(steward(app))
    admin = administrator(app)
    page = admin.page("/hq/data/people/row")

    assert page.select("//select[@name='language']/option/@value") == ["en", "zh", "ar"]
    admin.send(
        {
            "email": "b@hq.example",
            "name": "Li Wei",
            "roles": ["hq_clerk", "hq_planner"],
            "language": "zh",
            "zone": "UTC",
        },
        button="Save",
    )
    assert people()["b@hq.example"][0] == "hq_clerk hq_planner"
    again = admin.page("/hq/data/people/row?key=b@hq.example")
    assert again.select("//input[@name='roles'][@checked]/@value") == ["hq_clerk", "hq_planner"]
    assert steward(app).page("/hq/data/distributors/file").has("as prepaid, net:30, net:30:20")


def test_roles_of_the_other_door_and_people_of_others_are_told(app: Flask) -> None:
    found(steward(app))
    admin = administrator(app)
    apply(admin, send(admin, "people", PERSON, BUYER))

    page = send(
        admin, "people", PERSON, ("new@nile.example", "A", "NILE", "hq_clerk", "ar", "Africa/Cairo"),
        (*BUYER[:2], "DELTA", *BUYER[3:]), ("x@nile.example", "B", "GONE", "dealer_buyer", "ar", "Africa/Cairo"),
        ("no address", "C", "", "hq_clerk", "en", "Asia/Shanghai"),
        ("y@h.example", "D", "", "boss", "en", "Asia/Shanghai"),
    )  # fmt: skip

    assert [row[:2] for row in wrong(page)] == [
        ["2", "Roles"],
        ["3", "E-mail"],
        ["4", "Distributor (code)"],
        ["5", "E-mail"],
        ["6", "Roles"],
    ]


def test_the_last_administrator_stays_one_and_nobody_else_sees_people(app: Flask) -> None:
    admin, other = administrator(app), steward(app)
    admin.page("/hq/data/people/row?key=root@hq.example")

    kept = admin.send(button="Remove", status=422)

    assert kept.has("This cannot be done to one's own account.")
    assert people()["root@hq.example"][1] is UserState.ACTIVE
    assert other.open("/hq/data/people").status_code == 404
    assert admin.open("/hq/data/parts/file").status_code == 404


def test_what_customs_cannot_read_is_told_where_it_is_typed(app: Flask) -> None:
    told = "Customs papers need this in Latin letters too: %s."
    browser = steward(app)
    apply(browser, send(browser, "sellers", SELLER, CN01))
    page = send(browser, "distributors", TREE, MEA, (NILE[0], "شركة النيل", *NILE[2:]))
    assert page.has(told % "Name")
    apply(browser, page)
    cairo = (*DOCK[:3], "مستودع النيل", *DOCK[4:])

    page = send(browser, "addresses", PLACE, cairo)
    assert page.has(told % "Name") and page.has("Apply")
    apply(browser, page)
    assert browser.page("/hq/data/addresses/row?key=NILE|ship_to|Dock").has(told % "Name")

    apply(browser, send(browser, "addresses", (*PLACE[:3], "latin_name"), (*DOCK[:3], "Nile depot")))
    assert not browser.page("/hq/data/addresses/row?key=NILE|ship_to|Dock").has("in Latin letters too")


def test_roles_of_a_distributors_people_without_its_code_say_that_it_is_missing(app: Flask) -> None:
    columns = [name for name in PERSON if name != "distributor"]
    page = send(administrator(app), "people", columns, (*BUYER[:2], *BUYER[3:]))

    assert wrong(page) == [
        [
            "2",
            "Distributor (code)",
            "These roles are of a distributor's people, and no code of a distributor is given: is its column missing?",
        ]
    ]


def test_two_addresses_of_one_label_are_told_apart_before_either_is_changed(app: Flask) -> None:
    home = make_distributor(code="NILE", selling_entity_id=make_selling_entity().id)
    make_address(home, label="Dock", is_default=False)
    make_address(home, label="Dock", is_default=False)
    browser = steward(app)

    page = send(browser, "addresses", (*PLACE[:3], "city"), ("NILE", "ship_to", "Dock", "Suez"))

    assert [row[:2] for row in wrong(page)] == [["2", "Label"]]


def test_one_file_invites_no_more_than_its_mails_can_be_written_at_once(app: Flask) -> None:
    usual = {"name": "A", "distributor": "", "roles": "hq_clerk", "language": "en", "zone": "UTC"}
    rows: list[Row] = [{"email": f"p{number}@hq.example", **usual} for number in range(MOST_INVITED + 1)]
    changes = [Change(str(row["email"]), Action.NEW, None, row) for row in rows]

    told = list(PEOPLE.judge(changes))

    assert [(one.key, one.code) for one in told] == [(f"p{MOST_INVITED}@hq.example", "masterdata.invited_enough")]
