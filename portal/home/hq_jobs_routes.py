"""The jobs page: what runs, how far it is, what failed, and a way to try again."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.jobs import desk
from portal.core.permissions import Permission
from portal.core.tables import list_state
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go, respond
from portal.home import labels, service

blueprint = Blueprint("hq_home_jobs", __name__, url_prefix="/hq/jobs")


@blueprint.get("")
@requires(Permission.JOB_VIEW)
def index() -> Response:
    """List jobs, newest first."""
    states = [(state.value, words) for state, words in labels.STATE_WORDS.items()]
    filters = {"state": [value for value, _words in states]}
    state = list_state(request.args, sorts=["-id", "kind", "run_after"], filters=filters)
    page = desk.jobs_list(state, labels.kinds_named(state.search))
    return respond("home/hq_jobs.html", "home/_jobs.html", page=page, state=state, states=states, words=labels)


@blueprint.post("/<int:job_id>/again")
@requires(Permission.JOB_RUN)
def again(job_id: int) -> Response:
    """Let a failed job run again."""
    perform(service.run_again, job_id, current_actor(), utc_now())
    flash(_("The job will run again."), "ok")
    return go(url_for("hq_home_jobs.index"))
