"""Backups taken while people work, restored elsewhere and looked over; damaged ones are refused."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.queries import verify_chain
from portal.backup import command, postgres
from portal.backup.command import damaged_files, put_back, take_backup
from portal.backup.file import DATABASE, BackupRefused, BackupWriter, Manifest
from portal.core import storage
from portal.core.clock import utc_now
from portal.core.data.migrations import newest_migration
from portal.core.data.sessions import db, on_postgresql
from portal.core.jobs.queue import run_due
from portal.core.scope import EVERYONE, scoped
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.models import Document, PaperState
from portal.orders.models import SalesOrder
from tests import factories
from tests.conftest import app_on, rows_in
from tests.crashes.checks import wrong_with
from tests.guards import trade
from tests.server.postgres import PostgresServer

DRILLS = int(os.environ.get("BACKUP_DRILLS", "1"))
CLERKS = ("hq_manager", "hq_planner", "hq_warehouse", "hq_logistics")


@pytest.fixture(autouse=True)
def own_storage(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage folder of this test alone."""
    monkeypatch.setitem(app.config, "STORAGE_URL", f"file://{tmp_path / 'live'}")
    return tmp_path / "live"


@contextmanager
def empty_place(request: pytest.FixtureRequest, folder: Path, process: str) -> Iterator[Flask]:
    """An application of the same engine on an empty database, with a storage folder of its own."""
    folder.mkdir(exist_ok=True)
    url, server = f"sqlite:///{folder / 'portal.db'}", None
    if on_postgresql():
        server = request.getfixturevalue("postgres_server")
        assert isinstance(server, PostgresServer)
        server.create_database(f"restored_{process}")
        url = server.url(f"restored_{process}", role="portal_owner")
    app = app_on(url, folder)
    try:
        with app.app_context(), scoped(EVERYONE):
            yield app
            db.session.remove()
            db.engine.dispose()
    finally:
        if server is not None:
            server.drop_database(f"restored_{process}")


@pytest.fixture
def busy(app: Flask) -> trade.Side:
    """A distributor with printed papers, a claim with its photo, and orders."""
    side, now = trade.found("a", "QZKANAQX"), utc_now()
    hq = {role: factories.actor_of(factories.make_hq_user(role=role)) for role in CLERKS}
    shipment = trade.received(side, "received", hq, now, quantity=5)
    trade.claimed(side, "claimed", shipment, now)
    run_due()
    return side


@contextmanager
def people_ordering(app: Flask, side: trade.Side) -> Iterator[list[str]]:
    """Four people hand in orders all the while; the list holds the numbers they got."""
    stop, numbers = threading.Event(), list[str]()

    def work(person: int) -> None:
        with app.app_context(), scoped(EVERYONE):
            count = 0
            while not stop.is_set():
                count += 1
                numbers.append(trade.submitted(side, f"{person}-{count}-{len(numbers)}", utc_now(), quantity=person))

    threads = [threading.Thread(target=work, args=(person,)) for person in range(1, 5)]
    for thread in threads:
        thread.start()
    try:
        yield numbers
    finally:
        stop.set()
        for thread in threads:
            thread.join()


PAPER = b"%PDF-1.7 a paper as it was stored"


def stored_paper() -> None:
    """Make a row that names a stored file, without printing one."""
    key, digest = storage.put(PAPER, "papers", ".pdf")
    factories.saved(
        Document(
            distributor_id=factories.make_distributor().id,
            public_id="p",
            kind=PACKING_LIST,
            number="PL-1",
            series="PL",
            locale="en",
            subject_kind="shipment",
            subject_number="SH-1",
            issued_on=utc_now().date(),
            issued_at=utc_now(),
            snapshot={},
            snapshot_hash="",
            sha256=digest,
            state=PaperState.READY,
            storage_key=key,
            size=len(PAPER),
        )
    )


def wait_for(numbers: list[str], more: int) -> None:
    wanted = len(numbers) + more
    while len(numbers) < wanted:
        threading.Event().wait(0.02)


@pytest.mark.slow
@pytest.mark.race
def test_a_backup_under_load_is_restored_to_the_cent(
    app: Flask, busy: trade.Side, tmp_path: Path, request: pytest.FixtureRequest, process_name: str
) -> None:
    files = [tmp_path / f"{drill}.backup" for drill in range(DRILLS)]
    seen = []
    with people_ordering(app, busy) as numbers:
        for file in files:
            wait_for(numbers, 2)
            before = list(numbers)
            take_backup(file, utc_now())
            seen.append((before, len(numbers)))
            wait_for(numbers, 2)

    for place, (file, (before, after)) in enumerate(zip(files, seen, strict=True)):
        with empty_place(request, tmp_path / f"place{place}", process_name):
            done = put_back(file, replace=False)
            assert (done.revision, done.migrate, done.files) == (newest_migration(), False, 3)
            assert verify_chain() == (True, None)
            assert list(damaged_files()) == []
            run_due()
            assert wrong_with() == []
            there = set(db.session.scalars(sa.select(SalesOrder.number).where(SalesOrder.submitted_at.is_not(None))))
            assert set(before) <= there
            assert len(there - {busy.orders["received"]}) <= after + 4
            # What was restored goes on working: the next order gets the next number.
            known = rows_in("sales_order")
            assert trade.submitted(busy, "after", utc_now(), quantity=2) == f"SO-{utc_now().year}-{known + 1:06d}"
            run_due()
            assert wrong_with() == []


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "a byte of the database": lambda whole: _with_a_bit_turned(whole, len(whole) // 3),
    "a byte of a stored file": lambda whole: _with_a_bit_turned(whole, whole.index(PAPER)),
    "a byte of the manifest": lambda whole: _with_a_bit_turned(whole, whole.index(b'"members"') + 20),
    "the end": lambda whole: whole[: len(whole) * 9 // 10],
    "the last blocks": lambda whole: whole[: whole.rindex(b"manifest.json")],
    "all of it": lambda _whole: b"%PDF-1.7 no backup at all" * 1_000,
}


def _with_a_bit_turned(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


def test_a_damaged_backup_is_refused_and_nothing_is_changed(
    app: Flask, tmp_path: Path, request: pytest.FixtureRequest, process_name: str
) -> None:
    file = tmp_path / "b"
    stored_paper()
    take_backup(file, utc_now())
    whole = file.read_bytes()

    with empty_place(request, tmp_path / "place", process_name):
        for what, damage in DAMAGE.items():
            file.write_bytes(damage(whole))
            with pytest.raises(BackupRefused):
                put_back(file, replace=True)
            assert sa.inspect(db.engine).get_table_names() == [], what
            assert not (tmp_path / "place" / "storage").exists(), what
        file.write_bytes(whole)
        assert put_back(file, replace=False).files == 1
        assert list(damaged_files()) == []


def test_a_database_with_something_in_it_is_replaced_only_when_told(app: Flask, tmp_path: Path, engine: object) -> None:
    factories.make_distributor(name="Before")
    take_backup(tmp_path / "b", utc_now())
    factories.make_distributor(name="After")
    db.session.remove()
    owner = _owners_view(tmp_path)
    with owner.app_context(), scoped(EVERYONE):
        with pytest.raises(BackupRefused, match="not empty; --replace"):
            put_back(tmp_path / "b", replace=False)
        with app.app_context():
            assert rows_in("distributor") == 2
            db.session.remove()
            db.engine.dispose()

        put_back(tmp_path / "b", replace=True)

        assert rows_in("distributor") == 1
        assert db.session.execute(sa.text("SELECT name FROM distributor")).scalar_one() == "Before"
        db.session.remove()
        db.engine.dispose()


def _owners_view(folder: Path) -> Flask:
    url = db.engine.url
    plain = url.set(username="portal_owner") if on_postgresql() else url
    return app_on(plain.render_as_string(hide_password=False), folder)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_sqlite_database_in_use_is_not_replaced(app: Flask, tmp_path: Path) -> None:
    take_backup(tmp_path / "b", utc_now())
    factories.make_distributor()
    user = _owners_view(tmp_path)
    with user.app_context(), scoped(EVERYONE):
        assert rows_in("distributor") == 1
        with app.app_context(), pytest.raises(BackupRefused, match="in use; stop the portal"):
            put_back(tmp_path / "b", replace=True)
        assert rows_in("distributor") == 1
        assert not (tmp_path / "live").exists()
        db.session.remove()
        db.engine.dispose()


def test_a_backup_newer_than_the_code_or_of_the_other_engine_is_refused(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_backup(tmp_path / "b", utc_now())
    with BackupWriter(tmp_path / "other") as writer:
        (tmp_path / DATABASE).write_bytes(b"x")
        writer.add(DATABASE, tmp_path / DATABASE)
        writer.finish(Manifest("sqlite" if on_postgresql() else "postgresql", newest_migration() or "", "", {}))

    with pytest.raises(BackupRefused, match="DATABASE_URL names"):
        put_back(tmp_path / "other", replace=True)
    monkeypatch.setattr(command, "known_migrations", lambda: frozenset({"0001_accounts"}))
    with pytest.raises(BackupRefused, match="newer than this code"):
        put_back(tmp_path / "b", replace=True)


def test_a_backup_is_private_never_overwrites_and_leaves_nothing_beside_it(app: Flask, tmp_path: Path) -> None:
    take_backup(tmp_path / "b", utc_now())
    first = (tmp_path / "b").read_bytes()

    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupRefused, match="exists already"):
        take_backup(tmp_path / "b", utc_now())
    with pytest.raises(BackupRefused, match="no folder"):
        take_backup(tmp_path / "nowhere" / "b", utc_now())
    assert (tmp_path / "b").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_a_stored_file_that_is_damaged_is_told_and_put_right_by_a_restore(
    app: Flask, own_storage: Path, tmp_path: Path, request: pytest.FixtureRequest, process_name: str
) -> None:
    stored_paper()
    take_backup(tmp_path / "b", utc_now())
    paper = next(own_storage.glob("papers/*/*.pdf"))
    whole = paper.read_bytes()
    paper.write_bytes(whole[:-1])

    taken = take_backup(tmp_path / "later", utc_now())
    assert taken.damaged == (paper.relative_to(own_storage).as_posix(),)
    assert [(table, problem) for table, _key, problem in damaged_files()] == [("document", "StorageDamaged")]
    with empty_place(request, tmp_path / "place", process_name) as place:
        place.config["STORAGE_URL"] = app.config["STORAGE_URL"]
        put_back(tmp_path / "b", replace=False)
        assert list(damaged_files()) == []
    assert paper.read_bytes() == whole


def test_a_stored_file_that_cannot_be_read_is_told_with_the_others(app: Flask, own_storage: Path) -> None:
    stored_paper()
    paper = next(own_storage.glob("papers/*/*.pdf"))
    paper.unlink()
    paper.mkdir()

    assert [(table, problem) for table, _key, problem in damaged_files()] == [("document", "Unavailable")]


def test_a_missing_program_is_named_in_one_line(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match=r"^pg_dump is not installed; run: sudo apt-get install postgresql-client$"):
        postgres._program("pg_dump")
