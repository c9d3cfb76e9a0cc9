"""Allocation and backorders at headquarters: start a run, see and export what it decided and why."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.allocation import queries, queries_runs, service
from portal.allocation.labels import SERVED_WORDS
from portal.allocation.pages_backorders import BACKORDERS
from portal.allocation.pages_runs import RUNS, SHARES
from portal.allocation.rules import Served
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.permissions import Permission
from portal.core.tables import list_state
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go, respond
from portal.orders import labels
from portal.orders.types.states import OrderType
from portal.orders.views import pages_lists
from portal.stock import labels as stock_labels
from portal.stock.rules import ShareRule

RUN_FILTERS: dict[str, Sequence[str] | None] = {"served": list(Served), "short": ["yes"]}
LINE_FILTERS: dict[str, Sequence[str] | None] = {"short": ["yes"], "rule": list(ShareRule)}

blueprint = Blueprint("hq_allocation", __name__, url_prefix="/hq")


@blueprint.get("/allocation")
@requires(Permission.ALLOCATION_VIEW)
def index() -> Response:
    """Show what waits for stock, and list the runs."""
    state = list_state(pages_lists.asked(), sorts=RUNS.sorts("-run"), filters=RUN_FILTERS)
    wanted = RUNS.wanted()
    if kind := wanted_export():
        return RUNS.file(kind, "allocation-runs", queries_runs.all_runs(wanted, state), title=_("Allocation runs"))
    page = queries_runs.runs(wanted, state)
    return respond(
        "allocation/hq_runs.html",
        waiting=queries.waiting(),
        page=page,
        table=RUNS.drawn(page.rows),
        selects=[
            ("served", _("All runs"), [(one.value, str(words)) for one, words in SERVED_WORDS.items()]),
            ("short", _("Short or not"), [("yes", _("Only short ones"))]),
        ],
    )


@blueprint.post("/allocation/run")
@requires(Permission.ALLOCATION_RUN)
def run() -> AnyResponse:
    """Serve all lines that wait, in their turn."""
    run_id = perform(service.run_allocation, current_actor(), utc_now())
    flash(_("The allocation run is done."), "ok")
    return go(url_for("hq_allocation.show", run_id=run_id))


@blueprint.get("/allocation/<int(max=2147483647):run_id>")
@requires(Permission.ALLOCATION_VIEW)
def show(run_id: int) -> Response:
    """Show one run with every decision, its rank and its rule."""
    made = queries_runs.run_of(run_id)
    state = list_state(pages_lists.asked(), sorts=["", *SHARES.sorts("part")], filters=LINE_FILTERS)
    wanted = SHARES.wanted()
    if kind := wanted_export():
        whole = queries_runs.all_shares_of_run(run_id, wanted, state)
        return SHARES.file(kind, f"allocation-run-{run_id}", whole, title=_("Allocation run"))
    page = queries_runs.shares_of_run(run_id, wanted, state)
    rules = [(rule.value, str(words)) for rule, words in stock_labels.SHARE_WORDS.items()]
    return respond(
        "allocation/hq_run.html",
        run=made,
        page=page,
        table=SHARES.drawn(page.rows),
        selects=[
            ("short", _("Short or not"), [("yes", _("Only short ones"))]),
            ("rule", _("All rules"), rules),
        ],
    )


@blueprint.get("/backorders")
@requires(Permission.ALLOCATION_VIEW)
def backorders() -> Response:
    """List the lines that wait for stock, with first and present promise."""
    state = list_state(pages_lists.asked(), sorts=BACKORDERS.sorts("promised"), filters={"type": list(OrderType)})
    wanted = BACKORDERS.wanted()
    if kind := wanted_export():
        return BACKORDERS.file(kind, "backorders", queries.all_backorders(wanted, state), title=_("Backorders"))
    page = queries.backorders(wanted, state)
    types = [(one.value, str(words)) for one, words in labels.TYPE_WORDS.items()]
    return respond(
        "allocation/hq_backorders.html",
        page=page,
        table=BACKORDERS.drawn(page.rows),
        selects=[("type", _("All types"), types)],
    )
