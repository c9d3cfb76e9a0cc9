"""Full, read-only and absent disks and databases: a 503 page, nothing half-written, and on it goes afterwards."""

import io
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from sqlalchemy import event, orm

from portal.core import storage
from portal.core.clock import utc_now
from portal.core.data.outages import is_outage
from portal.core.data.sessions import PortalSession, db, perform
from portal.core.errors import Unavailable
from portal.core.jobs.failures import OUTAGE_PAUSE
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import run_one
from portal.core.scope import EVERYONE, scoped
from portal.documents.models import Document, PaperState
from portal.orders.models import SalesOrder
from portal.returns.models import Claim
from tests import factories
from tests.conftest import app_on, rows_in
from tests.documents.factories import issue
from tests.orders.factories import make_market, sell
from tests.returns.factories import Counted
from tests.returns.test_pages import just_received, key
from tests.server.postgres import PostgresServer
from tests.web import Browser, Page

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize(
    "engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
NOWHERE = "file:///sys/portal"
"""A place where nobody may make a file, the superuser included."""


@pytest.fixture(autouse=True)
def own_storage(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage folder of this test alone."""
    monkeypatch.setitem(app.config, "STORAGE_URL", f"file://{tmp_path / 'storage'}")
    return tmp_path / "storage"


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """Let this process write no file beyond a size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full_sqlite() -> Iterator[None]:
    """Let the database grow no further: SQLite answers as on a full disk."""
    engine = db.engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(dbapi: object, _record: object) -> None:
        dbapi.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]

    _renewed()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        _renewed()


def _renewed() -> None:
    db.session.remove()
    db.engine.dispose()


def order_page(app: Flask, lines: int = 400) -> tuple[Browser, dict[str, str]]:
    """Return a buyer with the page of a new order open, and many lines to type into it."""
    market = make_market()
    sell(market, "06-5180")
    browser = Browser(app).sign_in(market.buyer)
    browser.page("/orders/new")
    return browser, {"po_number": "PO-FULL", "lines": "\n".join(f"06-5180\t{n}\tnote {n}" for n in range(1, lines))}


def unavailable(answer: Page) -> bool:
    """Tell whether a page says in words that one should try again."""
    assert answer.response.headers["Retry-After"] == "10"
    return answer.has("Try again shortly") and answer.has("Nothing was lost.")


def orders() -> tuple[int, int]:
    db.session.remove()
    return rows_in("sales_order"), rows_in("draft_row")


@ON_SQLITE
def test_a_full_database_answers_503_keeps_nothing_half_and_takes_the_same_form_later(app: Flask) -> None:
    browser, typed = order_page(app)
    new_order = browser.shown

    with full_sqlite():
        assert unavailable(browser.send(typed, button="Check lines", status=503))
        assert orders() == (0, 0)
        browser.page("/orders")
    browser.shown = new_order
    browser.send(typed, button="Check lines")

    assert orders() == (1, len(typed["lines"].splitlines()))


@ON_POSTGRESQL
@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_full_or_read_only_postgresql_answers_503_and_takes_the_same_form_later(
    app: Flask, postgres_server: PostgresServer, tmp_path: Path, trouble: str
) -> None:
    browser, typed = order_page(app, lines=4)
    new_order, name = browser.shown, db.engine.url.database
    _renewed()
    script = tmp_path / "trouble.sql"
    start = {
        "full": "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
        " 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;"
        " CREATE TRIGGER full_disk BEFORE INSERT ON draft_row EXECUTE FUNCTION full_disk();",
        "read-only": f"ALTER DATABASE {name} SET default_transaction_read_only = on",
    }
    end = {"full": "DROP TRIGGER full_disk ON draft_row", "read-only": f"ALTER DATABASE {name} RESET ALL"}

    script.write_text(start[trouble])
    postgres_server.run_script(script, database=str(name))
    assert unavailable(browser.send(typed, button="Check lines", status=503))
    assert orders() == (0, 0)
    browser.page("/orders")
    _renewed()
    script.write_text(f"BEGIN; SET LOCAL transaction_read_only = off; {end[trouble]}; COMMIT;")
    postgres_server.run_script(script, database=str(name))
    browser.shown = new_order
    browser.send(typed, button="Check lines")

    assert orders() == (1, 3)


@ON_SQLITE
def test_a_database_on_a_read_only_disk_is_read_and_answers_503_to_writes(app: Flask, tmp_path: Path) -> None:
    browser, typed = order_page(app, lines=4)
    path = Path(str(db.engine.url.database))
    read_only = app_on(f"sqlite:///file:{path}?mode=ro&uri=true", tmp_path)
    cookies = browser.client._cookies
    browser.client = read_only.test_client()
    browser.client._cookies = cookies

    page = browser.page("/orders/new")
    assert page.has("New order")
    assert unavailable(browser.send(typed, button="Check lines", status=503))
    with read_only.app_context():
        db.engine.dispose()
    assert orders() == (0, 0)


@pytest.mark.parametrize("door", ["/", "/hq/"])
def test_a_database_that_is_away_is_a_503_page_even_to_somebody_signed_in(
    app: Flask, postgres_server: PostgresServer, tmp_path: Path, door: str
) -> None:
    away = db.engine.url.set(database="no_such_database" if db.engine.dialect.name == "postgresql" else "/sys/p.db")
    other = app_on(away.render_as_string(hide_password=False), tmp_path)
    browser = Browser(other, language="zh")
    for cookie in ("portal_d", "portal_hq"):
        browser.client.set_cookie(cookie, "somebody's token")

    page = browser.page(door, status=503)

    assert page.select("//html/@lang") == ["zh-Hans"]
    assert page.response.headers["Retry-After"] == "10"


@ON_POSTGRESQL
def test_a_mistake_of_the_portals_own_is_not_called_an_outage(app: Flask) -> None:
    with pytest.raises(sa.exc.DBAPIError) as constraint:
        perform(db.session.execute, sa.text("INSERT INTO sales_order (id) VALUES (1)"))
    with pytest.raises(sa.exc.DBAPIError) as syntax:
        perform(db.session.execute, sa.text("SELEKT"))

    assert not is_outage(constraint.value)
    assert not is_outage(syntax.value)
    assert not is_outage(FileNotFoundError(2, "no such file"))
    assert is_outage(OSError(28, "No space left on device"))


def test_a_file_that_does_not_fit_is_refused_whole_and_stored_when_there_is_room(app: Flask, own_storage: Path) -> None:
    data = b"x" * 200_000
    with files_at_most(100_000), pytest.raises(Unavailable, match="File too large"):
        storage.put(data, "photos", ".jpg")
    assert [path for path in own_storage.rglob("*") if path.is_file()] == []

    stored = storage.put(data, "photos", ".jpg")
    assert storage.get(*stored) == data


@ON_POSTGRESQL
@pytest.mark.parametrize("too_small_for", ["the upload", "the stored photo"])
def test_a_photo_there_is_no_room_for_is_a_503_and_the_claim_is_filed_later(
    app: Flask, own_storage: Path, monkeypatch: pytest.MonkeyPatch, too_small_for: str
) -> None:
    made = just_received(Counted(shipped=10, counts={"wrong": 1}))
    browser = Browser(app).sign_in(factories.make_dealer_user(made.distributor))
    form = browser.page(f"/returns/new?shipment={made.number}")
    room = 100_000 if too_small_for == "the upload" else 1_500_000
    serve = app.wsgi_app

    def served_with_little_room(*request: Any) -> Any:
        with files_at_most(room):
            return serve(*request)

    with monkeypatch.context() as full:
        full.setattr(app, "wsgi_app", served_with_little_room)
        page = browser.send({f"photos-{key(made, 'wrong')}": _noise()}, button="File claim", status=503)
    assert unavailable(page)
    db.session.remove()
    assert rows_in("claim") == 0
    assert [path for path in own_storage.rglob("*") if path.is_file()] == []

    browser.shown = form
    browser.send({f"photos-{key(made, 'wrong')}": _noise()}, button="File claim")
    assert db.session.scalars(sa.select(Claim.number)).one().startswith("RMA-")


@cache
def _noise_bytes() -> bytes:
    target = io.BytesIO()
    Image.effect_noise((2_400, 2_400), 200).convert("1").save(target, "PNG")
    return target.getvalue()


def _noise() -> tuple[io.BytesIO, str]:
    """Return a picture small to send (but too large for memory alone) and large once it is drawn anew."""
    assert 500_000 < len(_noise_bytes()) < 1_000_000
    return io.BytesIO(_noise_bytes()), "noise.png"


def test_a_paper_there_is_no_room_for_is_printed_again_until_there_is(
    app: Flask, own_storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue()
    later = utc_now()
    with monkeypatch.context() as nowhere:
        nowhere.setitem(app.config, "STORAGE_URL", NOWHERE)
        for _ in range(3):
            assert run_one(later)
            job, later = _job(), later + 2 * OUTAGE_PAUSE
            assert (job.state, job.attempts) == (JobState.WAITING, 0)
            assert "Unavailable" in job.last_error
    assert db.session.scalars(sa.select(Document.storage_key)).one() == ""

    assert run_one(later)
    paper = db.session.scalars(sa.select(Document)).one()
    assert paper.state is PaperState.READY
    assert len(storage.get(paper.storage_key, paper.sha256)) == paper.size


def _job() -> Job:
    db.session.remove()
    return db.session.scalars(sa.select(Job)).one()


def test_readiness_tells_of_a_storage_that_takes_nothing_though_it_once_did(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(app)
    assert browser.open("/readyz").json["storage"] == "ok"
    monkeypatch.setitem(app.config, "STORAGE_URL", NOWHERE)

    answer = browser.open("/readyz")

    assert (answer.status_code, answer.json["storage"]) == (503, "PermissionError")


@ON_POSTGRESQL
@pytest.mark.parametrize(("lost", "runs"), [("on the way", 2), ("at the commit", 1)])
def test_a_command_is_run_again_after_a_lost_connection_unless_it_may_have_been_carried_out(
    app: Flask, lost: str, runs: int
) -> None:
    ran = []

    def end_connection(session: orm.Session) -> None:
        pid = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with db.engine.connect() as other:
            other.exec_driver_sql("SELECT pg_terminate_backend(%s)", (pid,))

    def command() -> None:
        ran.append(1)
        if len(ran) == 1 and lost == "on the way":
            end_connection(db.session())
        factories.make_distributor(name="Once")

    def before_commit(session: PortalSession) -> None:
        if len(ran) == 1 and session.writes and lost == "at the commit":
            end_connection(session)

    event.listen(PortalSession, "before_commit", before_commit)
    try:
        if lost == "at the commit":
            with pytest.raises(sa.exc.DBAPIError) as error:
                perform(command)
            assert is_outage(error.value)
        else:
            perform(command)
    finally:
        event.remove(PortalSession, "before_commit", before_commit)

    assert len(ran) == runs
    with scoped(EVERYONE):
        assert rows_in("distributor") == runs - 1
    assert db.session.scalar(sa.select(sa.func.count(SalesOrder.id))) == 0
