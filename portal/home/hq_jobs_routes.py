"""The jobs page: what runs, how far it is, what failed, and a way to try again."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go
from portal.home import pages_jobs, service

blueprint = Blueprint("hq_home_jobs", __name__, url_prefix="/hq/jobs")


@blueprint.get("")
@requires(Permission.JOB_VIEW)
def index() -> Response:
    """List jobs, newest first; `?export=` gives the same rows as a spreadsheet."""
    return pages_jobs.jobs_page()


@blueprint.post("/<int:job_id>/again")
@requires(Permission.JOB_RUN)
def again(job_id: int) -> Response:
    """Let a failed job run again."""
    perform(service.run_again, job_id, current_actor(), utc_now())
    flash(_("The job will run again."), "ok")
    return go(url_for("hq_home_jobs.index"))


@blueprint.post("/again")
@requires(Permission.JOB_RUN)
def all_again() -> Response:
    """Let all failed jobs of a kind run again; of any kind, where the address names none."""
    count = perform(service.run_all_again, request.args.get("kind", ""), current_actor(), utc_now())
    flash(ngettext("%(num)s job will run again.", "%(num)s jobs will run again.", count), "ok")
    return go(url_for("hq_home_jobs.index"))
