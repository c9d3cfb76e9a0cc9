"""What is over is forgotten after its days, a few rows at a time; what is not over, or not old, stays."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import LoginDelay, OneTimeToken, TokenKind, UserAccount, UserSession
from portal.catalogue.photos.models import PartPhotoUpload
from portal.core.actor import Door
from portal.core.clock import utc_now
from portal.core.data.owned import Base
from portal.core.data.sent_forms import SentForm
from portal.core.data.sessions import db, transaction
from portal.core.jobs.models import Heartbeat, Job, JobState
from portal.core.jobs.queue import enqueue, run_due
from portal.home import jobs_retention
from portal.home.jobs_retention import EMPTY, OVER
from portal.home.rules_retention import USUAL_DAYS, days_kept
from portal.masterdata.models import ChangeSet
from portal.masterdata.states import ChangeSetState
from portal.notifications.models import Mail, MailState, Notice
from portal.returns.models import PhotoUpload
from tests import factories


def rows(name: str, at: datetime, person: UserAccount, mark: str) -> list[Base]:
    """Return rows of a kind that were over at an instant, told apart by a mark."""
    whose = {"user_id": person.id, "distributor_id": person.distributor_id}
    mail = {"to_address": "a@b.example", "kind": "order_approved", "locale": "en", "created_at": at}
    session = {"user_id": person.id, "door": Door.DISTRIBUTOR, "created_at": at, "seen_at": at}
    job = {"kind": "test.retention", "run_after": at, "created_at": at, "finished_at": at}
    made: dict[str, list[Base]] = {
        "heartbeat": [Heartbeat(worker=mark, seen_at=at)],
        "part_photo_upload": [PartPhotoUpload(folder=mark, user_id=person.id, sent_at=at)],
        "photo_upload": [PhotoUpload(folder=mark, size=1, sent_at=at, **whose)],
        "sent_form": [SentForm(owner="user:1", key=mark, body_hash="", sent_at=at)],
        "job": [Job(state=state, **job) for state in (JobState.DONE, JobState.CANCELLED)],
        "job.failed": [Job(state=JobState.FAILED, **job)],
        "login_delay": [LoginDelay(key=mark, last_at=at)],
        "one_time_token": [
            OneTimeToken(token_hash=mark, kind=TokenKind.INVITATION, created_at=at, expires_at=at, user_id=person.id)
        ],
        "user_session": [
            UserSession(token_hash=f"{mark}1", expires_at=at, **session),
            UserSession(token_hash=f"{mark}2", expires_at=at + timedelta(days=9_999), ended_at=at, **session),
        ],
        "mail": [
            Mail(state=state, message_id=f"{mark}{state}", **mail) for state in MailState if state != MailState.WAITING
        ],
        "change_set.file": [
            ChangeSet(
                kind="parts",
                state=state,
                storage_key=f"masterdata/{mark}{state}",
                asked_by=person.id,
                asked_by_name="A",
                asked_at=at,
            )
            for state in (ChangeSetState.UNDONE, ChangeSetState.CANCELLED)
        ],
        "notice": [Notice(user_id=person.id, kind="order_approved", created_at=at)],
    }
    return made[name]


def count(name: str) -> int:
    """Return how many rows of a kind there are, but for the job that looks."""
    model = (EMPTY if name in EMPTY else OVER)[name][0]
    query = sa.select(sa.func.count()).select_from(model)
    if name in EMPTY:
        query = query.where(ChangeSet.storage_key != "")
    db.session.remove()
    return db.session.scalar(query.where(Job.kind != "home.retention") if model is Job else query) or 0


def forgotten() -> dict[str, Any]:
    """Run the daily job, and return what it tells."""
    with transaction():
        job_id = enqueue("home.retention", {}, now=utc_now())
    run_due()
    db.session.remove()
    job = db.session.get_one(Job, job_id)
    assert job.state is JobState.DONE, job.last_error
    return job.result or {}


@pytest.mark.both_engines
def test_what_is_past_its_days_is_forgotten_and_what_is_not_stays(app: Flask) -> None:
    now, person = utc_now(), factories.make_dealer_user()
    kept = 0
    for name, days in USUAL_DAYS.items():
        for age, mark in ((timedelta(days=days, minutes=1), "old"), (timedelta(days=days, minutes=-9), "new")):
            for row in rows(name, now - age, person, f"{name}{mark}"):
                factories.saved(row)
                kept += mark == "new"

    told = forgotten()

    assert told == {name: len(rows(name, now, person, "x")) for name in USUAL_DAYS}
    assert sum(count(name) for name in USUAL_DAYS if name != "job.failed") == kept
    assert forgotten() == {}


def test_what_somebody_waits_for_is_never_forgotten(app: Flask) -> None:
    long_ago, person = utc_now() - timedelta(days=9_999), factories.make_dealer_user()
    told = {"to_address": "a@b.example", "kind": "order_approved", "locale": "en", "message_id": "m"}
    session = {"user_id": person.id, "door": Door.DISTRIBUTOR, "created_at": long_ago, "seen_at": long_ago}
    factories.saved(Mail(state=MailState.WAITING, created_at=long_ago, **told))
    factories.saved(UserSession(token_hash="open", expires_at=utc_now() + timedelta(days=1), **session))
    job = {"kind": "test.retention", "created_at": long_ago, "run_after": utc_now() + timedelta(days=1)}
    factories.saved(Job(state=JobState.WAITING, **job))

    assert forgotten() == {}


def test_a_setting_says_how_many_days_and_it_is_done_a_few_rows_at_a_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, yesterday = factories.make_dealer_user(), utc_now() - timedelta(days=2)
    for place in range(5):
        factories.saved(rows("sent_form", yesterday, person, f"form{place}")[0])
    monkeypatch.setattr(jobs_retention, "AT_ONCE", 2)
    assert forgotten() == {}

    wished = replace(app.extensions["settings"], keep_days={"sent_form": 1})
    monkeypatch.setitem(app.extensions, "settings", wished)

    assert forgotten() == {"sent_form": 5}


def test_the_days_are_those_wished_and_else_the_usual() -> None:
    assert days_kept({}) == USUAL_DAYS
    assert days_kept({"job": 1}) == {**USUAL_DAYS, "job": 1}
    with pytest.raises(ValueError, match="planted, sales_order: not among heartbeat, "):
        days_kept({"sales_order": 1, "planted": 2, "job": 3})
