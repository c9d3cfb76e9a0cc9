"""Change sets: listed, asked of a second person, agreed to or refused by somebody else, left, their file handed out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db, transaction
from portal.core.jobs.queue import run_due
from portal.masterdata import ports
from portal.masterdata.kinds.depots import DEPOTS
from portal.masterdata.models import ChangeSet
from portal.masterdata.states import ChangeSetState
from portal.notifications.models import Notice
from portal.pricing.models import PriceList
from portal.stock.models import Depot
from tests.factories import make_hq_user
from tests.masterdata.factories import ask, send, sign_in, steward
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
    assert second.page(page.path).has("decides: Manager and Headquarters finance.")
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
