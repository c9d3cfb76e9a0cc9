"""Once a day: what is past its days is forgotten, table by table, a few rows at a time."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app

from portal.accounts.models import LoginDelay, OneTimeToken, UserSession
from portal.catalogue.photos.models import PartPhotoUpload
from portal.core.clock import utc_now
from portal.core.config import HalfConfigured
from portal.core.data.changed import changed
from portal.core.data.owned import Base
from portal.core.data.sent_forms import SentForm
from portal.core.data.sessions import perform
from portal.core.jobs.models import Heartbeat, Job, JobState
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily
from portal.home.rules_retention import days_kept
from portal.masterdata.models import ChangeSet
from portal.masterdata.states import ENDED
from portal.notifications.models import Mail, MailState, Notice
from portal.returns.models import PhotoUpload

AT_ONCE = 1_000
"""Rows of one transaction, so that nobody waits for a whole table."""
Over = Callable[[datetime], sa.ColumnElement[bool]]
_OVER_JOBS = (JobState.DONE, JobState.CANCELLED)
OVER: Mapping[str, tuple[type[Base], Over]] = {
    "heartbeat": (Heartbeat, lambda before: Heartbeat.seen_at < before),
    "part_photo_upload": (PartPhotoUpload, lambda before: PartPhotoUpload.sent_at < before),
    "photo_upload": (PhotoUpload, lambda before: PhotoUpload.sent_at < before),
    "sent_form": (SentForm, lambda before: SentForm.sent_at < before),
    "job": (Job, lambda before: sa.and_(Job.state.in_(_OVER_JOBS), Job.finished_at < before)),
    "job.failed": (Job, lambda before: sa.and_(Job.state == JobState.FAILED, Job.finished_at < before)),
    "login_delay": (LoginDelay, lambda before: LoginDelay.last_at < before),
    "one_time_token": (OneTimeToken, lambda before: OneTimeToken.expires_at < before),
    "user_session": (
        UserSession,
        lambda before: sa.or_(UserSession.expires_at < before, UserSession.ended_at < before),
    ),
    "mail": (Mail, lambda before: sa.and_(Mail.state != MailState.WAITING, Mail.created_at < before)),
    "notice": (Notice, lambda before: Notice.created_at < before),
}
"""Which rows are past their days: those that are over, and nobody waits for, since before an instant."""
EMPTY: Mapping[str, tuple[type[Base], Over, Mapping[str, Any]]] = {
    "change_set.file": (
        ChangeSet,
        lambda before: sa.and_(
            ChangeSet.storage_key != "",
            ChangeSet.state.in_(ENDED),
            sa.func.coalesce(ChangeSet.decided_at, ChangeSet.asked_at) < before,
        ),
        {"storage_key": ""},
    ),
}
"""Which rows stay past their days, and what they are then: their files are swept by the room that keeps them."""


@daily("home.retention", at=time(2, 20))
def forget_what_is_over(running: Running) -> dict[str, Any]:
    """Forget rows past their days, and return how many of each; safe to repeat."""
    now, forgotten = utc_now(), dict.fromkeys((*OVER, *EMPTY), 0)
    for name, days in days_kept(current_app.extensions["settings"].keep_days).items():
        model, over, *then = EMPTY[name] if name in EMPTY else OVER[name]
        while count := perform(_forget, model, over(now - timedelta(days=days)), *then):
            forgotten[name] += count
            running.progress(sum(forgotten.values()), 0)
    return {name: count for name, count in forgotten.items() if count}


def _forget(model: type[Base], over: sa.ColumnElement[bool], then: Mapping[str, Any] | None = None) -> int:
    key = sa.tuple_(*sa.inspect(model).primary_key)
    some = sa.select(*sa.inspect(model).primary_key).where(over).limit(AT_ONCE)
    if then is not None:
        return changed(sa.update(model).where(key.in_(some)).values(**then))
    return changed(sa.delete(model).where(key.in_(some)))


def install(app: Flask) -> None:
    """Refuse to start where `KEEP_DAYS` names what is not forgotten."""
    try:
        days_kept(app.extensions["settings"].keep_days)
    except ValueError as wrong:
        raise HalfConfigured(f"KEEP_DAYS names {wrong}") from wrong
