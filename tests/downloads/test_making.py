"""A list of many rows becomes a file: made by a job in the name of whoever asked, once, whole, and kept for a week."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.accounts.models import Distributor, UserAccount, UserState
from portal.core import storage
from portal.core.clock import utc_now
from portal.core.data.counters import Counter
from portal.core.data.sessions import db, perform, transaction
from portal.core.data.whole import BLOCK, Whole
from portal.core.errors import NotVisible, Refused
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import run_due, run_one
from portal.core.scope import EVERYONE, Scope, scope_of, scoped
from portal.downloads import queries, rules, service
from portal.downloads.jobs import forget_expired
from portal.downloads.models import FileState, ListFile
from portal.downloads.service import Asked
from portal.notifications.models import Notice
from portal.orders.models import SalesOrder
from tests.conftest import ON_POSTGRESQL
from tests.downloads.factories import files, make_orders
from tests.factories import actor_of, make_dealer_user, make_distributor, make_hq_user

ALL = Asked("/orders?export=csv", "orders", "csv", 30)


@pytest.fixture
def buyer(app: Flask) -> UserAccount:
    distributor = make_distributor()
    make_orders(distributor, 30)
    make_orders_of_another()
    return make_dealer_user(distributor, locale="ar")


def make_orders_of_another() -> None:
    other = make_distributor()
    with transaction() as session:
        given = {"currency": "USD", "created_at": utc_now(), "state": "submitted", "line_count": 1, "total": 1}
        session.add(SalesOrder(distributor_id=other.id, number="SO-2026-999999", **given))


def asked(person: UserAccount, wanted: Asked = ALL) -> str:
    return perform(service.ask, wanted, actor_of(person), utc_now())


def table_of(file: Any) -> list[list[str]]:
    with storage.opened(file.storage_key) as stored:
        return list(csv.reader(io.StringIO(stored.read().decode("utf-8-sig"), newline="")))


def told(person: UserAccount) -> list[tuple[str, dict[str, Any], str]]:
    wanted = sa.select(Notice.kind, Notice.facts, Notice.link).where(Notice.user_id == person.id).order_by(Notice.id)
    return [(row.kind, row.facts, row.link) for row in db.session.execute(wanted)]


def test_the_file_holds_every_row_of_its_owners_view_and_no_other(buyer: UserAccount) -> None:
    public_id = asked(buyer, Asked("/orders?q=SO-2026-00001&sort=number&export=csv", "orders", "csv", 10))
    run_due()

    (file,) = files()
    rows = table_of(file)
    assert (file.state, file.rows, file.public_id) == (FileState.READY, 10, public_id)
    assert [row[0] for row in rows[1:]] == [f"SO-2026-{n:06d}" for n in range(10, 20)]
    assert rows[1][1] == "'=10"  # guarded: no cell becomes a formula
    assert file.file_name == "orders.csv" and not file.title.isascii()
    assert told(buyer) == [("list_file_made", {"list": "orders", "rows": 10}, f"/downloads/{public_id}")]


def test_a_file_that_is_being_made_is_not_made_twice_and_five_are_enough(buyer: UserAccount) -> None:
    first = asked(buyer)
    views = [Asked(f"/orders?q={n}&export=csv", "orders", "csv", 30) for n in range(rules.MOST_MAKING)]

    assert asked(buyer) == first and len(files()) == 1
    for view in views[:-1]:
        asked(buyer, view)
    with pytest.raises(Refused, match=r"downloads\.too_many"):
        asked(buyer, views[-1])
    run_due()
    assert asked(buyer) != first and len(files()) == rules.MOST_MAKING + 1


def test_so_many_files_are_made_for_a_person_within_a_day(buyer: UserAccount) -> None:
    for n in range(rules.MOST_A_DAY):
        asked(buyer, Asked(f"/orders?q={n}&export=csv", "orders", "csv", 30))
        with transaction() as session:
            session.execute(sa.update(ListFile).values(state=FileState.REFUSED))

    with pytest.raises(Refused, match=r"downloads\.too_many_today"):
        asked(buyer, Asked("/orders?q=one&export=csv", "orders", "csv", 30))
    with transaction() as session:
        session.execute(sa.update(ListFile).values(asked_at=utc_now() - timedelta(days=2)))
    assert asked(buyer, Asked("/orders?q=one&export=csv", "orders", "csv", 30))


def test_a_run_that_was_killed_is_done_anew_and_a_second_run_changes_nothing(buyer: UserAccount) -> None:
    asked(buyer)
    claimed = {"state": JobState.RUNNING, "leased_until": utc_now() - timedelta(seconds=1), "fence": 1, "attempts": 1}
    with transaction() as session:
        session.execute(sa.update(Job).where(Job.kind == queries.MAKE).values(**claimed))

    assert run_due() == 1
    made = files()[0]
    kept = (made.storage_key, made.made_at)
    with transaction() as session:
        again = {"state": JobState.WAITING, "run_after": utc_now()}
        session.execute(sa.update(Job).where(Job.kind == queries.MAKE).values(**again))
    run_due()

    assert (files()[0].storage_key, files()[0].made_at) == kept
    assert len(table_of(files()[0])) == 31 and len(told(buyer)) == 1


def test_the_first_of_two_runs_is_kept(buyer: UserAccount) -> None:
    asked(buyer)
    (file,) = files()
    made = service.Made(30, "orders.csv", "", "exports/a", "a" * 64, 1, "*", "")
    other = service.Made(29, "orders.csv", "", "exports/b", "b" * 64, 1, "*", "")

    assert [perform(service.keep, file.id, each, utc_now()) for each in (made, other)] == [True, False]
    assert (files()[0].rows, files()[0].storage_key) == (30, "exports/a")
    assert perform(service.refuse, file.id, Refused("downloads.failed"), utc_now()) is False


def test_what_may_be_seen_is_judged_when_the_file_is_made(buyer: UserAccount) -> None:
    asked(buyer)
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == buyer.id).values(roles=""))
    run_due()

    (file,) = files()
    assert (file.state, file.refusal, file.storage_key) == (FileState.REFUSED, "downloads.not_yours", "")
    assert told(buyer) == [("list_file_refused", {"list": "orders"}, f"/downloads/{file.public_id}")]


@pytest.mark.parametrize(
    "address",
    ["/hq/orders?export=csv", "/orders", "/nowhere?export=csv", "/account?export=csv", "/login?export=csv", "/logout"],
)
def test_no_other_view_is_asked_in_somebodys_name(buyer: UserAccount, address: str) -> None:
    asked(buyer, Asked(address, "orders", "csv", 1))
    run_due()

    assert (files()[0].state, files()[0].refusal) == (FileState.REFUSED, "downloads.not_yours")


def test_who_is_disabled_gets_nothing(buyer: UserAccount) -> None:
    asked(buyer)
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == buyer.id).values(state=UserState.DISABLED))
    run_due()

    assert files()[0].state is FileState.REFUSED


def test_a_full_storage_is_waited_for(buyer: UserAccount, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    public_id = asked(buyer)
    with monkeypatch.context() as patched:
        patched.setitem(app.config, "STORAGE_URL", "file:///proc/no-such-place")
        assert run_one() is True
    job = db.session.scalars(sa.select(Job).where(Job.kind == queries.MAKE)).one()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)

    run_one(utc_now() + timedelta(minutes=1))

    assert queries.file_for(actor_of(buyer), public_id).state is FileState.READY


def test_what_fails_again_and_again_is_told_to_whoever_waits(buyer: UserAccount, app: Flask) -> None:
    asked(buyer)
    with transaction() as session:
        session.execute(sa.text("UPDATE sales_order SET state = 'no such state'"))
    now = utc_now()
    for hour in range(8):
        run_one(now + timedelta(hours=hour))

    (file,) = files()
    assert (file.state, file.refusal) == (FileState.REFUSED, "downloads.failed")
    assert told(buyer) == [("list_file_refused", {"list": "orders"}, f"/downloads/{file.public_id}")]


def test_a_file_is_forgotten_after_a_week_with_what_broken_runs_left(buyer: UserAccount, tmp_path: Path) -> None:
    asked(buyer)
    run_due()
    (file,) = files()
    key, folder = file.storage_key, queries.folder_of(file.public_id)
    (tmp_path / "stray").write_bytes(b"half a run")
    storage.put_file(tmp_path / "stray", folder, ".csv")

    with time_machine.travel(utc_now() + timedelta(days=6), tick=False):
        assert forget_expired(None) == {"files": 0, "rows": 0}  # type: ignore[arg-type]
    with time_machine.travel(utc_now() + timedelta(days=8), tick=False):
        assert forget_expired(None) == {"files": 1, "rows": 0}  # type: ignore[arg-type]
        assert forget_expired(None) == {"files": 0, "rows": 0}  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        storage.opened(key)
    assert files()[0].state is FileState.EXPIRED
    with time_machine.travel(utc_now() + timedelta(days=98), tick=False):
        assert forget_expired(None) == {"files": 0, "rows": 1}  # type: ignore[arg-type]
    assert files() == []


def test_nobody_elses_file_is_there(buyer: UserAccount) -> None:
    public_id = asked(buyer)
    (file,) = files()
    colleague = make_dealer_user(db.session.get(Distributor, buyer.distributor_id), role="dealer_owner")
    stranger, headquarters = make_dealer_user(), make_hq_user()

    with scoped(scope_of(stranger.distributor_id or 0)):
        assert files() == []
    with scoped(scope_of(buyer.distributor_id or 0)):
        assert [each.id for each in files()] == [file.id]
    for person in (colleague, stranger, headquarters):
        with pytest.raises(NotVisible):
            queries.file_for(actor_of(person), public_id)


@ON_POSTGRESQL
def test_a_file_cannot_belong_to_a_person_of_another_distributor(buyer: UserAccount) -> None:
    asked(buyer)
    other = make_distributor()

    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.execute(sa.text("UPDATE list_file SET distributor_id = :other"), {"other": other.id})


@pytest.mark.parametrize(
    ("made_with", "scope", "permissions", "allowed"),
    [
        (("1,2", ["a"]), scope_of(1, 2, 3), ["a", "b"], True),
        (("1,2", ["a"]), scope_of(1), ["a"], False),
        (("1,2", ["a", "b"]), scope_of(1, 2), ["a"], False),
        (("*", ["a"]), scope_of(1, 2), ["a"], False),
        (("*", ["a"]), EVERYONE, ["a"], True),
        (("", []), scope_of(1), [], True),
    ],
)
def test_who_sees_less_than_a_file_was_made_with_does_not_get_it(
    made_with: Any, scope: Scope, permissions: list[str], allowed: bool
) -> None:
    assert rules.may_still_have(made_with, scope, permissions) is allowed


def test_a_whole_view_is_read_block_by_block(app: Flask) -> None:
    with transaction() as session:
        session.execute(
            sa.text("INSERT INTO counter (series, last) VALUES (:s, 0)"), [{"s": f"X-{n:05d}"} for n in range(1_200)]
        )
    blocks: list[int] = []

    def made(rows: Any) -> Any:
        blocks.append(len(rows))
        return rows

    whole = Whole(sa.select(Counter.series).where(Counter.series.like("X-%")).order_by(Counter.series), made)
    rows = whole.rows()

    assert (whole.count(), next(rows).series, blocks) == (1_200, "X-00000", [BLOCK])
    assert ([row.series for row in rows][-1], blocks) == ("X-01199", [BLOCK, BLOCK, 200])
