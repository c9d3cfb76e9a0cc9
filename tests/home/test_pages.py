"""The start pages of both doors, the menus, and the jobs page."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import SellingEntity
from portal.audit.models import AuditRow
from portal.core.actor import SYSTEM
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import NotVisible
from portal.core.jobs import failures, queue
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import enqueue, run_one
from portal.home import service
from tests.factories import make_dealer_user, make_distributor, make_hq_user
from tests.orders.factories import make_market, sell
from tests.queries import counted
from tests.web import Browser

NOW = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_a_distributor_sees_what_needs_it(app: Flask, language: str) -> None:
    browser = Browser(app, language=language)
    browser.sign_in(make_dealer_user(make_distributor()))
    with counted() as statements:
        page = browser.page("/")
    assert set(page.select("//nav//a/@href")) >= {"/", "/orders", "/shipments", "/invoices"}
    assert len(statements) <= 8


def test_what_turns_a_list_into_cards_runs_before_anything_is_drawn(app: Flask) -> None:
    page = Browser(app).sign_in(make_dealer_user(make_distributor())).page("/orders")

    scripts = page.select("//head/script")
    before = [script.get("src").partition("?")[0] for script in scripts if script.get("blocking") == "render"]
    assert before == ["/static/js/portal.js", "/static/js/cards.js"]
    assert [script.get("blocking") for script in scripts[:2]] == ["render", "render"]
    assert all(script.get("type") == "module" or script.get("defer") is not None for script in scripts)


@pytest.mark.parametrize("role", ["hq_clerk", "hq_manager", "hq_planner", "hq_warehouse", "hq_finance", "hq_admin"])
def test_every_role_at_headquarters_has_a_start_page_and_only_its_own_menu(app: Flask, role: str) -> None:
    browser = Browser(app)
    browser.sign_in(make_hq_user(role=role))
    page = browser.page("/hq/")
    links = set(page.select("//nav//a/@href"))
    assert ("/hq/review" in links) == (role in {"hq_clerk", "hq_manager", "hq_planner", "hq_finance"})
    assert ("/hq/users" in links) == (role == "hq_admin")


def test_headquarters_without_a_slash_leads_there(app: Flask) -> None:
    answer = app.test_client().get("/hq")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/hq/")


@queue.handles("test.page_breaks")
def breaks(_running: queue.Running) -> None:
    raise ValueError("planted trouble")


@pytest.mark.both_engines
def test_a_failed_job_is_shown_with_its_error_and_runs_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST_ATTEMPTS", 1)
    with transaction():
        job_id = enqueue("test.page_breaks", {}, now=NOW)
    run_one()
    assert db.session.scalar(sa.select(Job.state).where(Job.id == job_id)) is JobState.FAILED
    db.session.remove()
    reader = Browser(app).sign_in(make_hq_user(role="hq_auditor"))
    page = reader.page("/hq/jobs?state=failed")
    assert page.has("planted trouble") and "Run again" not in page.buttons()
    assert reader.post(f"/hq/jobs/{job_id}/again", {}).status_code == 403
    admin = make_hq_user(role="hq_admin")
    browser = Browser(app)
    browser.sign_in(admin)
    browser.page("/hq/jobs?state=failed")
    browser.send({}, button="Run again")
    assert db.session.scalar(sa.select(Job.state).where(Job.id == job_id)) is JobState.WAITING
    recorded = sa.select(AuditRow.actor_id, AuditRow.subject_kind, AuditRow.subject_id)
    assert db.session.execute(recorded.where(AuditRow.action == "job.run_again")).all() == [
        (admin.id, "job", str(job_id))
    ]


def test_all_failed_jobs_of_a_kind_run_again_by_one_button(app: Flask) -> None:
    with transaction() as session:
        for kind in ("test.page_breaks", "test.page_breaks", "mail.send"):
            enqueue(kind, {}, now=NOW)
        session.execute(sa.update(Job).values(state=JobState.FAILED, attempts=8))
    admin = make_hq_user(role="hq_admin")
    reader = Browser(app).sign_in(make_hq_user(role="hq_auditor"))
    assert "Run 2 jobs again" not in reader.page("/hq/jobs").buttons()
    assert reader.post("/hq/jobs/again?kind=mail.send", {}).status_code == 403
    browser = Browser(app).sign_in(admin)
    browser.page("/hq/jobs")

    assert browser.send({}, button="Run 2 jobs again").has("2 jobs will run again.")

    stand = dict(db.session.execute(sa.select(Job.kind, Job.state).distinct()).all())
    assert stand == {"test.page_breaks": JobState.WAITING, "mail.send": JobState.FAILED}
    recorded = sa.select(AuditRow.actor_id, AuditRow.subject_id).where(AuditRow.action == "job.all_run_again")
    assert db.session.execute(recorded).all() == [(admin.id, "test.page_breaks")]


def test_jobs_are_sorted_and_handed_out_like_any_list(app: Flask) -> None:
    with transaction():
        for number in range(3):
            enqueue("test.page_breaks", {"number": number}, now=NOW)
    browser = Browser(app).sign_in(make_hq_user(role="hq_admin"))

    for sort in ("id", "-id", "state", "attempts", "kind", "run_after"):
        assert len(browser.page(f"/hq/jobs?sort={sort}").rows()) == 3
    file = browser.open("/hq/jobs?sort=id&export=csv").get_data(as_text=True).lstrip("\ufeff").splitlines()

    assert len(file) == 4 and file[0].startswith("Job,Kind,State,Attempts")
    assert [line.split(",")[1] for line in file[1:]] == ["test.page_breaks"] * 3


def test_a_job_that_has_not_failed_is_not_run_again_and_nothing_is_recorded(app: Flask) -> None:
    with transaction():
        job_id = enqueue("test.page_breaks", {}, now=NOW)

    with pytest.raises(NotVisible):
        perform(service.run_again, job_id or 0, SYSTEM, NOW)

    assert db.session.scalar(sa.select(sa.func.count()).where(AuditRow.action == "job.run_again")) == 0


@pytest.mark.both_engines
def test_an_empty_list_of_jobs_says_so(app: Flask) -> None:
    browser = Browser(app)
    browser.sign_in(make_hq_user(role="hq_admin"))
    assert browser.page("/hq/jobs?q=nothing-like-this").has("No jobs here")


def test_a_role_nothing_is_counted_for_has_a_calm_start_page_and_no_door_that_is_shut(app: Flask) -> None:
    sell(make_market(), "10279876")
    for role in ("hq_clerk", "hq_planner", "hq_warehouse", "hq_logistics", "hq_finance"):
        make_hq_user(role=role)
    browser = Browser(app).sign_in(make_hq_user(role="hq_steward"))

    page = browser.page("/hq/")

    assert page.has("Nothing waits for you") and not page.select("//a[@class='tile']")


@pytest.mark.parametrize("role", ["hq_steward", "hq_admin"])
def test_who_sets_a_portal_up_sees_how_much_of_that_is_missing(app: Flask, role: str) -> None:
    page = Browser(app).sign_in(make_hq_user(role=role)).page("/hq/")

    assert page.select("//a[@class='tile' and @href='/hq/setup']//text()") == [
        "13",
        "Steps of the set-up still open",
    ]


def test_finance_is_told_that_its_own_step_of_the_set_up_is_missing(app: Flask) -> None:
    make_distributor()

    page = Browser(app).sign_in(make_hq_user(role="hq_finance")).page("/hq/")

    assert page.select("//a[@class='tile' and @href='/hq/setup']//text()")[0] == "1"


def test_a_step_that_is_begun_is_still_open(app: Flask) -> None:
    with transaction() as session:
        session.add(SellingEntity(code="CN01", name="One", address_lines="One", country="CN", gs1_prefix="6901234"))
    browser, tile = (
        Browser(app).sign_in(make_hq_user(role="hq_admin")),
        "//a[@class='tile' and @href='/hq/setup']//text()",
    )
    assert browser.page("/hq/").select(tile)[0] == "12"

    with transaction() as session:
        session.add(SellingEntity(code="CN02", name="Two", address_lines="Two", country="CN"))

    assert browser.page("/hq/").select(tile)[0] == "13"


@pytest.mark.parametrize(
    "role", ["hq_clerk", "hq_warehouse", "hq_logistics", "hq_finance", "hq_planner", "hq_admin", "hq_auditor"]
)
def test_every_tile_opens(app: Flask, role: str) -> None:
    browser = Browser(app).sign_in(make_hq_user(role=role))

    for address in browser.page("/hq/").select("//a[@class='tile']/@href"):
        assert browser.open(address).status_code == 200, address
