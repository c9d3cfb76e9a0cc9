"""Pages of files of lists: the offer with its number, progress, the file itself, all of one's own, at both doors."""

import csv
import io

import pytest
import sqlalchemy as sa
from flask import Flask, Response

from portal.accounts.models import UserAccount, UserState
from portal.core.data.sessions import transaction
from portal.core.jobs.models import Job
from portal.core.jobs.queue import run_due
from portal.core.sheets.writer import SHEET_ROWS, Column
from portal.core.web import downloads
from portal.core.web.downloads import TableFile, list_file
from portal.downloads import queries
from tests.downloads.factories import MANY, asked_for, files, make_orders
from tests.factories import make_dealer_user, make_distributor, make_hq_user
from tests.guards.mutants import Mutant, planted
from tests.web import Browser


@pytest.fixture
def buyer(app: Flask) -> UserAccount:
    distributor = make_distributor()
    make_orders(distributor)
    return make_dealer_user(distributor)


def test_five_thousand_rows_come_at_once_and_one_more_is_made_whole(app: Flask, buyer: UserAccount) -> None:
    browser = Browser(app).sign_in(buyer)
    with transaction() as session:
        session.execute(sa.text("UPDATE sales_order SET state = 'draft' WHERE number = 'SO-2026-000001'"))
    at_once = browser.open("/orders?export=csv&state=at_headquarters")
    offer = browser.page("/orders?export=csv&sort=number")

    assert at_once.text.count("\r\n") == MANY and at_once.mimetype == "text/csv"
    assert offer.has("5,001 rows") and offer.buttons()[-2:] == ["Make CSV", "Make XLSX"]
    page = browser.send(button="Make CSV")
    assert page.has("Rows written 0 / 5,001") and page.links()["Back to the list"] == "/orders?sort=number"
    assert page.select("//*[@id='downloads-file'][@hx-trigger='every 1s']")
    with transaction() as session:
        session.execute(sa.update(Job).where(Job.kind == queries.MAKE).values(done_steps=2_000, all_steps=MANY))
    assert browser.page(page.path).has("Rows written 2,000 / 5,001")
    run_due()
    ready = browser.page(page.path)
    assert ready.has("5,001 rows") and not ready.select("//main//*[@hx-trigger]")
    answer = browser.open(ready.links()["Download CSV"])
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == [f"SO-2026-{n:06d}" for n in range(1, MANY + 1)]
    assert answer.headers["Content-Length"] == str(len(answer.data)) and answer.headers["ETag"]
    assert answer.headers["Content-Disposition"] == "attachment; filename=orders.csv; filename*=UTF-8''Orders.csv"
    assert browser.page("/downloads").rows()[0][:3] == ["Orders", "5,001", "Ready"]
    assert browser.page("/inbox").has("Your file is ready: Orders, 5,001 rows.")


def test_a_third_file_that_takes_its_time_is_offered_to_be_made_and_a_short_one_comes(
    app: Flask, buyer: UserAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(app).sign_in(buyer)
    one = "/orders?export=csv&q=SO-2026-000001"

    with downloads.WRITERS, downloads.WRITERS:
        short = browser.open(one)
        monkeypatch.setattr(downloads, "FEW", 0)
        long = browser.open(one)
    free = browser.open(one)

    assert [answer.mimetype for answer in (short, long, free)] == ["text/csv", "text/html", "text/csv"]
    assert "are made into a file while you go on working" in long.get_data(as_text=True)


def test_a_form_sent_twice_makes_one_file_and_a_forged_one_none(app: Flask, buyer: UserAccount) -> None:
    browser = Browser(app).sign_in(buyer)
    offer = browser.page("/orders?export=xlsx")
    given = offer.fields(button="Make XLSX")

    first, second = (browser.post("/downloads", given) for _ in range(2))
    stranger = Browser(app).sign_in(make_dealer_user())

    assert first.status_code == 303 and first.headers["Location"] == second.headers["Location"]
    for wish in (given["wish"], given["wish"][:-1], "", "x"):
        assert stranger.post("/downloads", {"wish": wish}).status_code == 409
    assert len(files()) == 1


def test_nobody_else_has_the_file(app: Flask, buyer: UserAccount) -> None:
    _browser, path = asked_for(app, buyer)
    run_due()

    for person in (make_dealer_user(), make_dealer_user(role="dealer_owner", distributor_id=buyer.distributor_id)):
        other = Browser(app).sign_in(person)
        assert (other.open(path).status_code, other.open(f"{path}/file").status_code) == (404, 404)
    assert Browser(app).sign_in(make_hq_user()).open(f"/hq{path}").status_code == 404


def test_who_may_see_less_by_now_does_not_get_it(app: Flask, buyer: UserAccount) -> None:
    browser, path = asked_for(app, buyer)
    run_due()
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == buyer.id).values(roles="dealer_finance"))

    assert browser.open(f"{path}/file").status_code == 403
    assert browser.page(path).has("This file was made when you might see more than now.")


def test_headquarters_has_the_lists_of_all(app: Flask, buyer: UserAccount) -> None:
    reviewer = make_hq_user(role="hq_manager")
    browser, path = asked_for(app, reviewer, "/hq/orders?export=xlsx&q=SO-2026", "Make XLSX")
    run_due()

    assert path.startswith("/hq/downloads/") and browser.page(path).has("5,001 rows")
    assert browser.open(f"{path}/file").data.startswith(b"PK")
    assert browser.page("/hq/inbox").has("Your file is ready: Orders, 5,001 rows.")
    assert browser.page("/hq/downloads").rows()[0][:3] == ["Orders", "5,001", "Ready"]


def test_what_a_sheet_does_not_hold_is_refused_with_its_number_and_csv_is_offered(app: Flask) -> None:
    def view() -> Response:
        return list_file(TableFile("xlsx", "orders", [Column("PO")], SHEET_ROWS, lambda: iter([])))

    with planted(app, Mutant("/mutant", view)):
        page = Browser(app).sign_in(make_dealer_user()).page("/mutant?export=xlsx", status=409)

    assert page.has("These are 1,048,576 rows, and an XLSX sheet holds 1,048,575. Take CSV, or narrow the list.")
    assert "Make CSV" in page.buttons() and "Make XLSX" not in page.buttons()


def test_a_refused_a_lost_and_an_expired_file_say_so(app: Flask, buyer: UserAccount) -> None:
    browser, path = asked_for(app, buyer)
    run_due()
    with transaction() as session:
        session.execute(sa.text("UPDATE list_file SET storage_key = 'exports/none'"))
    lost = browser.open(f"{path}/file")
    said = {}
    for state, refusal in (("refused", "downloads.not_yours"), ("refused", "no.such_code"), ("expired", "")):
        with transaction() as session:
            session.execute(sa.text("UPDATE list_file SET state = :s, refusal = :r"), {"s": state, "r": refusal})
        said[state, refusal] = browser.page(path).main

    assert lost.status_code == 503 and "It could not be read." in lost.text
    assert "may not be seen by you any more" in said["refused", "downloads.not_yours"]
    assert "This was refused" in said["refused", "no.such_code"]
    assert "is gone" in said["expired", ""] and browser.open(f"{path}/file").status_code == 303


def test_a_disabled_person_is_out(app: Flask, buyer: UserAccount) -> None:
    browser, path = asked_for(app, buyer)
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == buyer.id).values(state=UserState.DISABLED))

    assert browser.open(path).status_code == 303


def test_a_list_is_paged_to_its_last_row_and_never_shows_another_page_unsaid(app: Flask, buyer: UserAccount) -> None:
    browser = Browser(app).sign_in(buyer)
    first, twenty_first = browser.page("/orders"), browser.page("/orders?page=21")
    last, beyond = browser.page("/orders?page=last"), browser.page("/orders?page=5000")

    assert first.has("1–50 of more than 1,000") and first.links()["Last"] == "?sort=-number&page=last"
    assert browser.page("/orders?page=20").links()["Next"] == "?sort=-number&page=21"
    assert twenty_first.rows()[0][0] == "SO-2026-004001" and twenty_first.has("1,001–1,050 of 5,001")
    assert (last.rows()[0][0], last.has("5,001–5,001 of 5,001")) == ("SO-2026-000001", True)
    assert not last.has("There is no page") and beyond.has("There is no page 5,000; this is the last one.")
    assert beyond.rows()[0][0] == "SO-2026-000001"
