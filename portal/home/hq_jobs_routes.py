"""The jobs page: what runs, how far it is, what failed, and a way to try again."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from portal.core import job_desk
from portal.core.clock import utc_now
from portal.core.database import perform
from portal.core.guards import current_actor, requires
from portal.core.pages import go, respond
from portal.core.permissions import Permission
from portal.core.tables import list_state

blueprint = Blueprint("hq_jobs", __name__, url_prefix="/hq/jobs")


@blueprint.get("")
@requires(Permission.JOB_VIEW)
def index() -> Response:
    """List jobs, newest first."""
    states = [state.value for state in job_desk.JobState]
    state = list_state(request.args, sorts=["-id", "kind", "run_after"], filters={"state": states})
    return respond("home/hq_jobs.html", "home/_jobs.html", page=job_desk.jobs_list(state), state=state, states=states)


@blueprint.post("/<int:job_id>/again")
@requires(Permission.JOB_VIEW)
def again(job_id: int) -> Response:
    """Let a failed job run again."""
    perform(job_desk.run_again, job_id, current_actor(), utc_now())
    flash(_("The job will run again."), "ok")
    return go(url_for("hq_jobs.index"))
