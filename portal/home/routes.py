"""The start pages: what needs whoever opened them."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import utc_now
from portal.core.guards import current_actor, public, requires
from portal.core.pages import respond
from portal.core.permissions import Permission
from portal.home import queries
from portal.notifications.queries import latest_notices
from portal.review.queries import counts

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.HOME)
def distributor() -> Response:
    """Show a distributor what needs it."""
    now = utc_now()
    needs = queries.needs_of_distributor(now.date())
    return respond("home/distributor.html", needs=needs, notices=latest_notices(current_actor().user_id, 8))


@blueprint.get("/hq/")
@requires(Permission.HQ_HOME)
def headquarters() -> Response:
    """Show somebody at headquarters what needs them, breaches first."""
    actor = current_actor()
    return respond(
        "home/hq.html",
        needs=queries.needs_of_headquarters(),
        queue=counts(utc_now(), actor.user_id),
        notices=latest_notices(actor.user_id, 8),
    )


@blueprint.get("/hq")
@public
def headquarters_without_slash() -> AnyResponse:
    """Lead to the start page of headquarters."""
    return redirect(url_for("home.headquarters"), 308)
