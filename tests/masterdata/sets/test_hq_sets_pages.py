"""Change sets: listed, asked of a second person, agreed to or refused by somebody else, left, their file handed out."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models_contacts import ContactRole
from portal.core.data.sessions import db, transaction
from portal.core.jobs.queue import run_due
from portal.masterdata import ports
from portal.masterdata.kinds.stock.depots import DEPOTS
from portal.masterdata.models import ChangeSet
from portal.masterdata.states import ChangeSetState
from portal.notifications.models import Notice
from portal.pricing.models import PriceList
from portal.stock.models import Depot
from tests.factories import make_hq_user
from tests.masterdata.factories import agree, ask, send, sign_in, steward, workbook
from tests.web import Browser

pytestmark = pytest.mark.both_engines
HEADINGS = ("Code", "Name", "Country", "Time zone", "Cut-off")
SHANGHAI = ("SHA", "Shanghai", "CN", "Asia/Shanghai", "14:30")


@pytest.fixture
def watched() -> Iterator[None]:
    """Depots as a kind that wants a second person."""
    ports.known(replace(DEPOTS, second=True))
    yield
    ports.known(DEPOTS)


def depots() -> list[str]:
    db.session.remove()
    return list(db.session.scalars(sa.select(Depot.code)))


def asked(browser: Browser) -> str:
    """Send a file, ask for it, and return the address of its change set."""
    page = send(browser, "depots", HEADINGS, SHANGHAI)
    browser.page(page.path)
    browser.send({"reason": "New depot"}, button="Ask for the change")
    return page.path


@pytest.mark.usefixtures("watched")
def test_nothing_is_applied_before_somebody_else_agreed(app: Flask) -> None:
    asker, boss = steward(app), sign_in(app, make_hq_user(role="hq_manager"))
    path = asked(asker)
    own = asker.page(path)
    run_due()
    assert depots() == [] and "Agree" not in own.buttons()

    assert boss.page("/hq/data-changes?state=waiting").has("data.xlsx")
    boss.page(path)
    boss.send(button="Agree")
    run_due()

    assert depots() == ["SHA"]
    row = db.session.scalars(sa.select(ChangeSet)).one()
    assert (row.state, row.asked_by != row.decided_by) == (ChangeSetState.APPLIED, True)


def test_who_may_decide_is_told_of_prices_that_wait_and_everybody_reads_who_that_is(app: Flask) -> None:
    asker, second = steward(app), steward(app)
    user = make_hq_user(role="hq_manager")
    boss, tile = sign_in(app, user), "//a[contains(., 'Changes that wait for a second person')]"
    with transaction() as session:
        session.add(PriceList(code="EXP-USD", name="Export", currency="USD", valid_from=date(2026, 1, 1)))
    assert boss.page("/hq/").select(tile) == [] and boss.page("/hq/approvals").has("Nothing waits for a second person")

    heading, row = ("price_list", "part", "from_quantity", "discount_percent"), ("EXP-USD", "", 10, 5)
    page = ask(asker, send(asker, "quantity_tiers", heading, row))
    asker.page("/hq/data/quantity_tiers/row")
    one = {"price_list": "EXP-USD", "from_quantity": "20", "discount_percent": "6", "reason": "more"}
    asker.send(one, button="Ask for the change")

    (shown,) = boss.page("/hq/").select(tile)
    assert (shown.get("href"), "".join(shown.find("b").itertext())) == ("/hq/approvals", "2")
    approvals = boss.page("/hq/approvals")
    assert approvals.links()["Quantity tiers · data.xlsx"] == page.path
    assert approvals.has("yearly list") and not approvals.has("Nothing waits for a second person")
    notices = db.session.execute(sa.select(Notice.user_id, Notice.link, Notice.facts).order_by(Notice.id)).all()
    assert [(each.user_id, each.link, each.facts["name"]) for each in notices] == [
        (user.id, page.path, "data.xlsx"),
        (user.id, "/hq/data-changes/2", "EXP-USD · 20"),
    ]
    assert boss.page("/hq/inbox").has("asks a second person to agree to a change (Quantity tiers, data.xlsx)")
    assert second.page(page.path).has("decides: Manager or Headquarters finance.")
    assert asker.page("/hq/").select(tile) == []


@pytest.mark.usefixtures("watched")
def test_who_asked_never_agrees_not_even_by_hand(app: Flask) -> None:
    both = sign_in(app, make_hq_user(role=("hq_steward", "hq_manager")))
    path = asked(both)
    version = db.session.scalars(sa.select(ChangeSet.version)).one()

    answer = both.post(f"{path}/approve", {"version": str(version)})

    assert answer.status_code == 409 and "somebody else has to agree" in answer.get_data(as_text=True)
    row = db.session.scalars(sa.select(ChangeSet)).one()
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.execute(sa.update(ChangeSet).values(decided_by=row.asked_by))


@pytest.mark.usefixtures("watched")
def test_it_is_refused_with_a_reason_and_changes_nothing(app: Flask) -> None:
    asker, boss = steward(app), sign_in(app, make_hq_user(role="hq_manager"))
    path = asked(asker)
    boss.page(path)
    boss.send({"note": ""}, button="Refuse", status=422)

    told = boss.send({"note": "Not ours"}, button="Refuse")

    assert told.has("Not ours") and depots() == []


def test_a_file_is_handed_out_as_it_came_and_the_change_is_left(app: Flask) -> None:
    browser = steward(app)
    page = send(browser, "depots", HEADINGS, SHANGHAI)

    assert browser.open(f"{page.path}/file").get_data()[:2] == b"PK"
    browser.page(page.path)
    left = browser.send(button="Leave it")

    assert left.has("Left") and depots() == []
    assert browser.page("/hq/data-changes").rows()[0][:3] == ["data.xlsx", "Depots", "Left"]


def test_a_page_of_an_older_version_is_told(app: Flask) -> None:
    browser = steward(app)
    page = send(browser, "depots", HEADINGS, SHANGHAI)

    answer = browser.post(f"{page.path}/apply", {"version": "1", "reason": ""})

    assert answer.status_code == 409 and depots() == []


def test_somebody_elses_change_is_not_gone_on_with(app: Flask) -> None:
    page = send(steward(app), "depots", HEADINGS, SHANGHAI)
    other = steward(app)
    version = db.session.scalars(sa.select(ChangeSet.version)).one()

    shown = other.page(page.path)
    answer = other.post(f"{page.path}/apply", {"version": str(version)})

    assert "Apply" not in shown.buttons() and answer.status_code == 409
    assert depots() == []


def test_columns_that_nobody_reads_are_named_before_anything_is_applied(app: Flask) -> None:
    browser = steward(app)
    page = send(browser, "depots", (*HEADINGS, "Manager", "", "Zone B"), (*SHANGHAI, "Li Wei", "", "x"))

    assert page.has("2 columns are not read: Manager, Zone B. Choose the columns if one of them matters.")
    assert not send(browser, "depots", HEADINGS, SHANGHAI).has("not read")


def test_a_file_that_cannot_be_read_is_called_so_and_asks_for_no_columns(app: Flask) -> None:
    browser = steward(app)
    browser.page("/hq/data/depots/file")
    sent = browser.send({"sheet": (io.BytesIO(b"PK\x03\x04 torn"), "depots.xlsx")}, button="Check the file")
    run_due()

    page = browser.page(sent.path)

    assert page.has("Cannot be read") and not page.has("Columns to be said")
    assert browser.page("/hq/data-changes").rows()[0][:3] == ["depots.xlsx", "Depots", "Cannot be read"]


def test_hidden_rows_are_told_and_so_is_a_file_without_rows(app: Flask) -> None:
    browser = steward(app)

    page = send(browser, "depots", HEADINGS, SHANGHAI, ("HKG", "Hong Kong", "HK", "Asia/Hong_Kong", "12:00"), hidden=3)

    assert page.has("1 row that the file hides was read as well: 3.")
    assert send(browser, "depots", HEADINGS).has("There are no rows below the headings: nothing was read from this")


@pytest.mark.usefixtures("watched")
def test_a_file_that_is_taken_back_keeps_its_name(app: Flask) -> None:
    asker, boss = steward(app), sign_in(app, make_hq_user(role="hq_manager"))
    path = asked(asker)
    agree(boss, boss.page(path))
    asker.page(path)

    back = asker.send({"reason": "wrong"}, button="Ask to take it back")

    assert back.has("Taking back: data.xlsx")
    assert boss.page("/hq/approvals").links()["Depots · Taking back: data.xlsx"] == back.path


def test_a_key_of_several_fields_that_comes_twice_is_told_by_their_names(app: Flask) -> None:
    heading = ("company", "company_is", "name", "contact_role", "phone")
    row = ("NILE", "distributor", "Li Wei", next(iter(ContactRole)).value, "+20 66 555 0142")

    page = send(steward(app), "contacts", heading, row, row)

    said = next(cells[2] for cells in page.rows(0) if cells[3].startswith("The same stands"))
    assert "Name: Li Wei" in said and "|" not in said


def partial(browser: Browser, path: str) -> tuple[int, str, str]:
    """Ask for a page as one does that waits for it; return status, body and where to go on."""
    answer = browser.open(path, headers={"HX-Request": "true"})
    return answer.status_code, answer.get_data(as_text=True), answer.headers.get("HX-Redirect", "")


def test_a_page_that_waits_renews_its_state_and_goes_on_to_the_question_for_columns(app: Flask) -> None:
    browser = steward(app)
    browser.page("/hq/data/depots/file")
    path = browser.send({"sheet": workbook(HEADINGS, SHANGHAI)}, button="Check the file").path

    _status, waiting, _to = partial(browser, path)
    run_due()
    status, checked, to = partial(browser, path)

    state = '<span class="pills" id="masterdata-set-state" hx-swap-oob="true">'
    assert "Being checked" in waiting.partition(state)[2]
    assert (status, "Checked" in checked.partition(state)[2], to) == (200, True, "")
    assert "<main" not in checked

    strange = send(browser, "depots", ("Alpha", "Beta"), ("1", "2")).path
    assert partial(browser, strange) == (204, "", f"{strange}/columns")
