"""Distributors, depots and sellers that go out of use: what stops it, what it means, and the way back."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts import service_sessions
from portal.accounts.door import service as door
from portal.accounts.door.service import Visitor
from portal.accounts.models import Distributor, SellingEntity, UserState
from portal.accounts.people.service_invitations import Invitation, invite, invite_again
from portal.accounts.queries_actor import person_of
from portal.billing.service import issue_papers_for
from portal.core.actor import Door
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.finance.models import EntryKind, LedgerEntry
from portal.masterdata import queries_uses
from portal.masterdata.rules_active import Using
from portal.notifications.models import Mail
from portal.orders.entry.service_drafts import start_draft
from portal.orders.states import OrderState
from portal.stock import service_shelves
from portal.stock.models import Depot
from portal.stock.queries import depots_in_use
from portal.stock.rules_movements import MovementReason
from portal.stock.service_movements import Entry
from portal.stock.service_shelves import Place
from tests import factories
from tests.billing.factories import NOW as ISSUED
from tests.billing.factories import make_order, make_trade, part, ship
from tests.billing.test_credit_notes import claim, credit, credited
from tests.catalogue.factories import make_part
from tests.factories import PASSWORD, make_dealer_user, make_hq_user, make_selling_entity
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_hq_partners import every, same_again, wrong
from tests.orders.factories import (
    hq_actor,
    lines_of,
    make_draft,
    make_market,
    make_released,
    make_submitted,
    order_of,
    sell,
)
from tests.stock.factories import NOW, expect, make_depot, put_in_stock
from tests.web import Browser

OUT = ("Code", "In use", "Why not in use")
pytestmark = pytest.mark.both_engines


def shut(code: str) -> None:
    """Take a distributor out of use behind everybody's back."""
    with transaction() as session:
        session.execute(sa.update(Distributor).where(Distributor.code == code).values(active=False))


def test_open_orders_stop_it_drafts_and_people_do_not_and_all_is_told_before(app: Flask) -> None:
    market = make_market(code="NILE")
    sell(market, "P1")
    order = make_submitted(market, ("P1", 2))
    draft = make_draft(market, ("P1", 1))
    make_dealer_user(market.distributor, email="mona@nile.example")
    browser = steward(app)

    page = browser.page("/hq/data/distributors/row?key=NILE")
    assert [row[:2] for row in page.rows() if row[0] == "Open orders"] == [["Open orders", "1"]]
    assert page.has(order.number) and page.has(draft.number) and not page.has("mona@nile.example")
    assert [row[:2] for row in page.rows() if row[0] == "People who come in"] == [["People who come in", "2"]]
    refused = browser.send({"active": "no", "inactive_because": "Contract ended"}, button="Save", status=422)
    assert refused.has(f"Close or cancel its open orders first: {order.number}.")
    told = wrong(send(browser, "distributors", OUT, ("NILE", "no", "")))
    assert [row[:2] for row in told] == [["2", "Why not in use"], ["2", "In use"]]

    with transaction() as session:
        session.execute(sa.update(type(order)).where(type(order).id == order.id).values(state=OrderState.CANCELLED))
    apply(browser, send(browser, "distributors", OUT, ("NILE", "no", "Contract ended")))

    assert every(sa.select(Distributor.active).where(Distributor.code == "NILE")) == [False]
    shown = browser.page("/hq/data/distributors/row?key=NILE")
    assert shown.has("Contract ended") and shown.select("//ol[@class='timeline']/li")
    assert order_of(draft.number).state is OrderState.DRAFT
    assert browser.page("/hq/data/distributors?active=no").rows()[0][0] == "NILE"
    assert not browser.page("/hq/data/distributors?active=yes").has("NILE")
    assert same_again(app, browser, "distributors")[1:] == ("0", "0")
    browser.page("/hq/data/distributors/row?key=NILE")
    browser.send({"active": "yes"}, button="Save")
    assert every(sa.select(Distributor.inactive_because).where(Distributor.code == "NILE")) == [""]


def test_what_a_company_owes_is_told_by_currency_before_it_goes_out_of_use_and_when_it_did(app: Flask) -> None:
    home = factories.make_distributor(code="NILE")
    factories.make_distributor(code="FJORD")
    today = NOW.date()
    with transaction() as session:
        for number, currency, left in (("I-1", "KWD", "147.666"), ("I-2", "USD", "1200"), ("I-3", "USD", "34.5")):
            owed = {"debit": Decimal(left), "open_amount": Decimal(left), "currency": currency, "number": number}
            days = {"posted_at": NOW, "document_date": today, "due_on": today}
            session.add(LedgerEntry(distributor_id=home.id, kind=EntryKind.INVOICE, **owed, **days))
    browser = steward(app)
    words = "3 invoices are open still: KWD 147.666 and USD 1,234.50."

    form = browser.page("/hq/data/distributors/row?key=NILE")
    sheet = send(browser, "distributors", OUT, ("NILE", "no", "Contract ended"), ("FJORD", "no", "Contract ended"))
    others = send(browser, "distributors", OUT, ("FJORD", "no", "Contract ended"))
    kept = send(browser, "distributors", ("code", "region"), ("NILE", "Cairo"))
    browser.page("/hq/data/distributors/row?key=NILE")
    saved = browser.send({"active": "no", "inactive_because": "Contract ended"}, button="Save")

    assert form.has(words) and sheet.has(words) and "Apply" in sheet.buttons()
    assert not others.has("open still") and not kept.has("open still")
    assert saved.has("Saved.") and saved.text.count(words) == 2
    assert not browser.page("/hq/data/distributors/row?key=FJORD").has("open still")


def test_its_people_are_told_at_the_door_in_their_language_and_strangers_learn_nothing(app: Flask) -> None:
    home = factories.make_distributor(code="NILE")
    user = make_dealer_user(home, email="mona@nile.example", locale="ar")
    inside = Browser(app).sign_in(user)
    assert inside.open("/").status_code == 200
    shut("NILE")

    assert inside.open("/").status_code == 303
    browser = Browser(app)
    browser.page("/login")
    answer = browser.post("/login", {"email": "mona@nile.example", "password": PASSWORD, "next": ""})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 403 and "لم تعد شركتكم تشتري هنا" in text and 'lang="ar"' in text
    browser.page("/login")
    answer = browser.post("/login", {"email": "mona@nile.example", "password": "not the password", "next": ""})
    assert answer.status_code == 422 and "E-mail or password is wrong." in answer.get_data(as_text=True)


def test_who_was_checked_before_it_went_out_of_use_does_not_come_in_after_it(app: Flask) -> None:
    home = factories.make_distributor(code="NILE")
    user = make_dealer_user(home)
    known = door.check_login(door.known_person(user.email), PASSWORD, Door.DISTRIBUTOR)
    shut("NILE")
    limits = service_sessions.Limits(idle=NOW - NOW, absolute=NOW - NOW)

    with pytest.raises(Refused) as late:
        perform(door.sign_in, known, limits, Visitor(), NOW)
    assert late.value.code == "accounts.company_shut"
    assert person_of(user.id) is None


def test_nobody_is_invited_for_it_no_draft_is_begun_and_no_choice_offers_it(app: Flask) -> None:
    home = factories.make_distributor(code="NILE", name="Nile Motors")
    buyer = factories.actor_of(make_dealer_user(home))
    admin = hq_actor("hq_admin")
    waiting = perform(invite, admin, Invitation("w@nile.example", "Wim", frozenset({"dealer_buyer"}), home.id), NOW)
    browser = Browser(app).sign_in(make_hq_user(role="hq_admin"))
    assert "Nile Motors" in offered(browser)
    shut("NILE")

    for command in (
        lambda: perform(
            invite, admin, Invitation("new@nile.example", "New", frozenset({"dealer_buyer"}), home.id), NOW
        ),
        lambda: perform(invite_again, admin, waiting, NOW),
        lambda: perform(start_draft, buyer, NOW),
    ):
        with pytest.raises(Refused) as refused:
            command()
        assert refused.value.code == "accounts.company_inactive"
    assert every(sa.select(Mail.kind)) == ["invitation"]
    assert "Nile Motors" not in offered(browser)
    heads = ("email", "name", "distributor", "roles", "language", "zone")
    row = ("a@nile.example", "Ada Lund", "NILE", "dealer_buyer", "en", "Africa/Cairo")
    (told,) = wrong(send(browser, "people", heads, row))
    assert told == ["2", "Distributor (code)", "This company is not in use any more: nobody comes in or orders for it."]


def offered(browser: Browser) -> list[str]:
    """The companies one may invite somebody to."""
    options = browser.page("/hq/users/invite").select("//main//option")
    return ["".join(each.itertext()).strip() for each in options]


def test_a_branch_goes_out_of_use_together_and_nothing_comes_in_below_it(app: Flask) -> None:
    general = factories.make_distributor(code="NILE", country="EG")
    factories.make_distributor(parent=general, code="DELTA", country="EG")
    browser = steward(app)

    (alone,) = wrong(send(browser, "distributors", OUT, ("NILE", "no", "Contract ended")))
    assert alone[1] == "In use" and "Companies in use stand below it: DELTA." in alone[2]
    apply(browser, send(browser, "distributors", OUT, ("NILE", "no", "Ended"), ("DELTA", "no", "Ended")))
    assert every(sa.select(Distributor.active).order_by(Distributor.code)) == [False, False]
    (back,) = wrong(send(browser, "distributors", OUT, ("DELTA", "yes", "")))
    assert back == ["2", "Stands below (code)", "“NILE” above it is not in use any more."]


def test_a_branch_of_many_companies_goes_out_of_use_in_one_file_but_for_those_that_stay(app: Flask) -> None:
    general = factories.make_distributor(code="NILE", country="EG")
    for number in range(8):
        factories.make_distributor(parent=general, code=f"N{number}", country="EG")
    browser = steward(app)
    branch = [("NILE", "no", "Ended"), *((f"N{number}", "no", "Ended") for number in range(8))]

    (some,) = wrong(send(browser, "distributors", OUT, *branch[:7]))
    assert some[1] == "In use" and "Companies in use stand below it: N6, N7." in some[2]
    apply(browser, send(browser, "distributors", OUT, *branch))

    assert every(sa.select(Distributor.code).where(Distributor.active)) == []


def test_a_company_whose_dealers_move_to_another_in_the_same_file_goes_out_of_use_with_it(app: Flask) -> None:
    old, _new = (factories.make_distributor(code=code, country="EG") for code in ("NILE", "DELTA"))
    factories.make_distributor(parent=old, code="CAIRO", country="EG")
    browser = steward(app)
    heads = ("Code", "Stands below (code)", "In use", "Why not in use")

    apply(browser, send(browser, "distributors", heads, ("NILE", "", "no", "Ended"), ("CAIRO", "DELTA", "yes", "")))

    assert every(sa.select(Distributor.code).where(Distributor.active).order_by(Distributor.code)) == ["CAIRO", "DELTA"]


def test_a_seller_stays_while_it_sells_to_somebody_and_is_given_to_nobody_new_after(app: Flask) -> None:
    old, new = make_selling_entity(code="CN01"), make_selling_entity(code="DE01")
    home = factories.make_distributor(code="NILE", country="EG", selling_entity_id=old.id)
    browser = steward(app)

    (told,) = wrong(send(browser, "sellers", OUT, ("CN01", "no", "Merged")))
    assert told == ["2", "In use", "It sells to companies in use: NILE. Give them another seller first."]
    with transaction() as session:
        session.execute(sa.update(Distributor).where(Distributor.id == home.id).values(selling_entity_id=new.id))
    apply(browser, send(browser, "sellers", OUT, ("CN01", "no", "Merged")))

    assert every(sa.select(SellingEntity.active).order_by(SellingEntity.code)) == [False, True]
    (again,) = wrong(send(browser, "distributors", ("Code", "Sold to by (code)"), ("NILE", "CN01")))
    assert again == ["2", "Sold to by (code)", "The seller “CN01” is not in use any more."]
    assert browser.page("/hq/sellers").has("Out of use")


def test_a_depot_is_empty_before_it_goes_out_of_use_and_takes_nothing_in_after(app: Flask) -> None:
    closing, open_one, part_id = make_depot("CKG"), make_depot("DXB", 2), make_part("A1")
    put_in_stock(closing, part_id, 3)
    expect(closing, part_id, 5, date(2030, 1, 1))
    browser = steward(app)

    told = wrong(send(browser, "depots", OUT, ("CKG", "no", "Sold")))
    assert told[0][2] == "Parts lie there still: A1. Move them to another depot first."
    assert len(told) == 2 and "Something is to come there still" in told[1][2]
    with transaction() as session:
        session.execute(sa.text("DELETE FROM planned_receipt"))
        session.execute(sa.text("UPDATE stock SET on_hand = 0"))
    apply(browser, send(browser, "depots", OUT, ("CKG", "no", "Sold")))

    assert [one.code for one in depots_in_use()] == ["DXB"]
    assert wrong(send(browser, "stock_counts", ("Depot", "Part number", "On hand"), ("CKG", "A1", 4))) == [
        ["2", "Depot", "The depot CKG is not in use any more: nothing comes in there."]
    ]
    plan = ("Depot", "Part number", "Reference", "Expected on", "Quantity")
    assert wrong(send(browser, "planned_receipts", plan, ("CKG", "A1", "PO 1", "2030-01-01", 4))) == [
        ["2", "Depot", "The depot CKG is not in use any more: nothing comes in there."]
    ]
    entry = Entry(MovementReason.RECEIPT, NOW)
    put_in_stock(open_one, part_id, 5)
    for command in (
        lambda: perform(service_shelves.put_away, Place(closing, part_id), 1, entry),
        lambda: perform(service_shelves.transfer, Place(open_one, part_id), closing, 1, entry, 2030),
    ):
        with pytest.raises(Refused) as refused:
            command()
        assert refused.value.code == "stock.depot_shut"
    assert every(sa.select(Depot.inactive_because).where(Depot.code == "CKG")) == ["Sold"]


def test_a_depot_out_of_use_serves_no_line_whatever_lies_there(app: Flask) -> None:
    market = make_market(code="NILE")
    sell(market, "P1", stock=100)
    with transaction() as session:
        session.execute(sa.update(Depot).values(active=False))

    order = make_released(market, ("P1", 4))

    (line,) = lines_of(order)
    assert (line.allocated, line.backordered) == (0, 4)


def test_papers_of_a_seller_are_those_of_every_kind_and_of_nobody_else(app: Flask) -> None:
    one, other = make_trade(seller={"code": "CN01"}), make_trade(seller={"code": "DE01"})
    ours, theirs = (make_order(trade, (part(name), name, 10, "5"))[0] for trade, name in ((one, "A1"), (other, "A2")))
    shipments = [ship(trade, (line, 2)) for trade, line in ((one, ours), (one, ours), (other, theirs))]
    for shipment in shipments:
        perform(issue_papers_for, shipment.id, None, ISSUED)
    number = credit(one, claim(one, shipments[0], credited(shipments[0], 1, "5")))

    def papers(code: str) -> tuple[int, set[str]]:
        (found,) = [use for use in queries_uses.of_seller(code) if use.what is Using.PAPERS]
        return found.count, set(found.names)

    issued = {"CI-CN01-2026-000001", "PL-CN01-2026-000001", "CI-CN01-2026-000002", "PL-CN01-2026-000002", number}
    assert papers("CN01") == (5, issued)
    assert papers("DE01") == (2, {"CI-DE01-2026-000001", "PL-DE01-2026-000001"})


def test_what_uses_a_row_is_counted_and_only_a_few_are_named(app: Flask) -> None:
    market = make_market(code="NILE")
    sell(market, "P1")
    numbers = [make_submitted(market, ("P1", 1)).number for _ in range(7)]
    make_dealer_user(market.distributor, state=UserState.DISABLED)

    uses = {one.what: one for one in queries_uses.of_distributor("NILE")}

    found = uses[Using.OPEN_ORDERS]
    assert (found.count, len(found.names), found.names[-1], found.stops) == (7, 6, "…", True)
    assert set(found.names[:-1]) <= set(numbers)
    assert uses[Using.DRAFTS].count == 0 and not uses[Using.PEOPLE].stops
    db.session.remove()
