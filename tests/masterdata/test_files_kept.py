"""Files of master data are kept while a change names them, swept once it forgets them, never when about to be named."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import storage
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.core.jobs.models import Job
from portal.core.jobs.queue import enqueue, run_due
from portal.masterdata.files.rules_stored import FOLDER, may_be_named_yet, new_folder
from portal.masterdata.models import ChangeSet
from tests.catalogue.factories import make_part
from tests.masterdata.factories import apply, send, steward

FITMENT = ("Part number", "Model", "Model year from")


def done(kind: str) -> Any:
    """Run a daily job now, and return what it tells."""
    with transaction():
        job_id = enqueue(kind, {}, now=utc_now())
    run_due()
    db.session.remove()
    return db.session.get_one(Job, job_id).result or {}


def stored() -> set[str]:
    return set(storage.keys(FOLDER))


def named() -> list[str]:
    db.session.remove()
    return list(db.session.scalars(sa.select(ChangeSet.storage_key).order_by(ChangeSet.id)))


def age(days: int) -> None:
    """Let what was stored and asked for be so many days old."""
    then = utc_now() - timedelta(days=days)
    with transaction() as session:
        for row in session.scalars(sa.select(ChangeSet)):
            data = storage.get(row.storage_key, row.sha256)
            storage.remove(row.storage_key)
            row.storage_key, _digest = storage.put(data, new_folder(then), ".xlsx")
            row.asked_at, row.decided_at = then, row.decided_at and then


@pytest.mark.both_engines
def test_a_file_is_forgotten_by_its_change_first_and_swept_after(app: Flask) -> None:
    make_part("P-1")
    browser = steward(app)
    page = apply(browser, send(browser, "fitments", FITMENT, ("P-1", "E5", 2022)))
    send(browser, "fitments", FITMENT, ("P-1", "E7", 2022))
    age(401)
    done("masterdata.files")
    first, second = named()
    assert {first, second} <= stored()

    assert done("home.retention") == {"change_set.file": 1}
    assert {first, second} <= stored()
    assert done("masterdata.files") == {"removed": 1}

    assert (named(), {first, second} & stored()) == (["", second], {second})
    page = browser.page(page.path)
    assert "The file" not in page.links() and page.has("E5")
    assert browser.open(f"{page.path}/file").status_code == 404
    browser.page(page.path)
    assert browser.send(button="Take it back").status == 200


def test_what_an_upload_may_be_about_to_name_is_not_swept(app: Flask) -> None:
    just_now, _digest = storage.put(b"a", new_folder(utc_now()), ".xlsx")
    long_ago, _digest = storage.put(b"a", new_folder(utc_now() - timedelta(days=3)), ".xlsx")
    older, _digest = storage.put(b"b", FOLDER, ".xlsx")
    assert len({just_now, long_ago, older}) == 3

    done("masterdata.files")

    assert {just_now, long_ago, older} & stored() == {just_now}


def test_a_key_says_its_day() -> None:
    today = date(2026, 11, 30)

    told = [
        may_be_named_yet(f"{FOLDER}/{day}-ab/cd/x.csv", today) for day in ("2026-11-29", "2026-11-28", "2026-13-01")
    ]
    assert told == [True, False, False]
    assert may_be_named_yet(f"{FOLDER}/ab/abcd.csv", today) is False
