"""Allocation and backorders at headquarters: start a run, see what it decided and why."""

from flask import Blueprint, Response, flash, url_for
from flask import request as sent
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.allocation import queries, service
from portal.allocation.pages import BACKORDERS, WANTED
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.permissions import Permission
from portal.core.tables import list_state
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go, respond
from portal.orders import labels
from portal.orders.states_types import OrderType
from portal.orders.views import labels as labels_shown
from portal.orders.views import pages_lists
from portal.orders.views.queries_lists import MOST_EXPORTED
from portal.stock import labels as allocation_labels

blueprint = Blueprint("hq_allocation", __name__, url_prefix="/hq")


@blueprint.get("/allocation")
@requires(Permission.ALLOCATION_VIEW)
def index() -> Response:
    """Show what waits for stock and the last runs."""
    return respond("allocation/hq_runs.html", runs=queries.runs(), waiting=queries.waiting())


@blueprint.post("/allocation/run")
@requires(Permission.ALLOCATION_RUN)
def run() -> AnyResponse:
    """Serve all lines that wait, in their turn."""
    run_id = perform(service.run_allocation, current_actor(), utc_now())
    flash(_("The allocation run is done."), "ok")
    return go(url_for("hq_allocation.show", run_id=run_id))


@blueprint.get("/allocation/<int:run_id>")
@requires(Permission.ALLOCATION_VIEW)
def show(run_id: int) -> Response:
    """Show one run with every decision, its rank and its rule."""
    state = list_state(sent.args, sorts=[], filters={"short": ["yes"]})
    page = queries.shares_of_run(run_id, state)
    return respond(
        "allocation/hq_run.html",
        run=queries.run_of(run_id),
        page=page,
        L=labels_shown,
        A=allocation_labels,
    )


@blueprint.get("/backorders")
@requires(Permission.ALLOCATION_VIEW)
def backorders() -> Response:
    """List the lines that wait for stock, with first and present promise."""
    state = list_state(pages_lists.asked(), sorts=BACKORDERS.sorts("promised"), filters={"type": list(OrderType)})
    page = queries.backorders(WANTED, state)
    if kind := wanted_export():
        return BACKORDERS.file(kind, "backorders", queries.backorders(WANTED, state, limit=MOST_EXPORTED).rows)
    types = [(one.value, str(words)) for one, words in labels.TYPE_WORDS.items()]
    return respond(
        "allocation/hq_backorders.html",
        page=page,
        table=BACKORDERS.drawn(page.rows),
        selects=[("type", _("All types"), types)],
    )
