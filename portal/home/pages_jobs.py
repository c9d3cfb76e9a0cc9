"""The list of jobs: its columns, its page, its file.

A row opens nothing, for a job has no page of its own: all there is to tell of it stands in its row.
"""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.core.jobs import desk
from portal.core.jobs.models import JobState
from portal.core.permissions import Permission
from portal.core.tables import list_state
from portal.core.web.cells import pressed
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.fields import figure, moment
from portal.core.web.guards import current_actor
from portal.core.web.page_words import reader as page_reader
from portal.core.web.pages import respond
from portal.home import labels


def _progress(row: Any, reader: Reader) -> Any:
    if not row.all_steps:
        return "–"
    bar = Markup('<progress class="progress-line" value="%s" max="%s" aria-label="%s"></progress>')
    return bar % (row.done_steps, row.all_steps, reader.gettext("Progress"))


def _error(row: Any) -> str:
    """Return the last line of what a job failed with."""
    lines: list[str] = row.last_error.strip().splitlines()
    return lines[-1] if lines else ""


def _again(row: Any, reader: Reader) -> Any:
    if row.state is not JobState.FAILED or not current_actor().may(Permission.JOB_RUN):
        return ""
    words = (page_reader().icon("refresh"), reader.gettext("Run again"))
    return pressed(reader.at("hq_home_jobs.again", job_id=row.id), *words)


JOBS = Columns(
    figure("id", _l("Job"), width=8, sort="id"),
    Field(
        _l("Kind"),
        lambda row, _reader: labels.kind_text(row.kind),
        lambda row: labels.kind_text(row.kind),
        width=36,
        sort="kind",
    ),
    Field(
        _l("State"),
        lambda row, reader: reader.pill(labels.STATE_WORDS[row.state], labels.STATE_TONES[row.state]),
        lambda row: str(labels.STATE_WORDS[row.state]),
        sort="state",
    ),
    Field(_l("Progress"), _progress, select=("progress",)),
    figure("attempts", _l("Attempts"), sort="attempts"),
    moment("run_after", _l("Runs at"), sort="run_after", look="nowrap"),
    moment("finished_at", _l("Finished"), aside=True, look="nowrap"),
    Field(_l("Last error"), lambda row, _reader: _error(row), _error, width=60, select=("last_error",), look="sub"),
    Field("", _again),
    marked=lambda _row: {"data-folds": ""},
    cards=True,
)
"""The list of jobs."""


def jobs_page() -> Response:
    """Answer the list of jobs, the newest first, or its export."""
    states = [(state.value, words) for state, words in labels.STATE_WORDS.items()]
    filters = {"state": [value for value, _words in states]}
    state = list_state(request.args, sorts=JOBS.sorts("-id"), filters=filters)
    named = labels.kinds_named(state.search)
    if kind := wanted_export():
        return JOBS.file(kind, "jobs", desk.all_jobs(state, named), title=_("Jobs"))
    page = desk.jobs_list(state, named)
    return respond(
        "home/hq_jobs.html",
        "home/_jobs.html",
        page=page,
        table=JOBS.drawn(page.rows),
        states=states,
        failed=_failed() if current_actor().may(Permission.JOB_RUN) else [],
    )


def _failed() -> list[tuple[str, str, int]]:
    """Return the kinds of which jobs have failed: the kind, its words, how many."""
    return [(kind, labels.kind_text(kind), jobs) for kind, jobs in desk.failed_kinds().items()]
