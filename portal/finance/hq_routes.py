"""Credit at headquarters' door: every account with what is in use, and changing its limit or block."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from portal.approvals import labels as labels_approvals
from portal.approvals import queries as approvals
from portal.approvals.models import ApprovalKind
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.days import day_in
from portal.core.errors import Refused, Stale
from portal.core.permissions import Permission
from portal.core.tables import list_state
from portal.core.typed_numbers import typed_decimal
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language, zone
from portal.core.web.pages import go, respond
from portal.core.web.refusals import words_of
from portal.finance import labels, queries_credit_accounts, service_credit_limit
from portal.finance.forms import ChangeCreditForm
from portal.finance.pages import CREDIT
from portal.finance.rules_credit_limit import Terms
from portal.finance.service_credit_limit import CreditChange

blueprint = Blueprint("hq_finance", __name__, url_prefix="/hq")


@blueprint.get("/credit")
@requires(Permission.CREDIT_MANAGE)
def index() -> Response:
    """List the credit accounts, or export them."""
    sorts, today = list(queries_credit_accounts.SORTS), day_in(utc_now(), zone())
    state = list_state(request.args, sorts=sorts, filters={"standing": queries_credit_accounts.STANDINGS})
    if kind := wanted_export():
        whole = queries_credit_accounts.all_accounts(state, today)
        return CREDIT.file(kind, "credit", whole, title=_("Credit"), dated=True)
    listed = queries_credit_accounts.accounts_list(state, today)
    return respond(
        "finance/hq_credit_list.html",
        "finance/_credit_list.html",
        page=listed,
        table=CREDIT.drawn(listed.rows),
        standing_words=labels.STANDING_WORDS,
    )


@blueprint.get("/credit/<int:account_id>")
@requires(Permission.CREDIT_MANAGE)
def show(account_id: int) -> Response:
    """Show one account with a form to change it."""
    account = queries_credit_accounts.account_for(account_id, day_in(utc_now(), zone()))
    form = ChangeCreditForm(
        formdata=None,
        limit=typed_decimal(f"{account.limit.normalize() + 0:f}", language()),
        blocked=account.blocked,
        seen_limit=f"{account.limit:f}",
        seen_blocked="1" if account.blocked else "0",
    )
    return _account_page(account, form)


@blueprint.post("/credit/<int:account_id>")
@requires(Permission.CREDIT_MANAGE)
def change(account_id: int) -> Response:
    """Change an account's limit or block."""
    account = queries_credit_accounts.account_for(account_id, day_in(utc_now(), zone()))
    form = ChangeCreditForm()
    form.currency = account.currency
    if not form.validate():
        return _account_page(account, form, status=422)
    seen_limit, seen_blocked = form.seen()
    change = CreditChange(
        wanted=Terms(form.amount, form.blocked.data),
        seen=Terms(seen_limit, seen_blocked),
        reason=form.reason.data or "",
    )
    try:
        waits = perform(service_credit_limit.change_credit, account_id, change, current_actor(), utc_now())
    except Stale:
        raise
    except Refused as refused:
        return _account_page(account, form, status=409, problem=words_of(refused))
    if waits:
        flash(_("The change waits for a second person; until then nothing is changed."), "ok")
    else:
        flash(_("The credit account of %(name)s was changed.", name=account.name), "ok")
    return go(url_for("hq_finance.show", account_id=account_id))


def _account_page(
    account: queries_credit_accounts.AccountRow, form: ChangeCreditForm, status: int = 200, problem: str = ""
) -> Response:
    entries = queries_credit_accounts.latest_entries(account.distributor_id)
    return respond(
        "finance/hq_credit_account.html",
        "finance/_credit_account.html",
        status=status,
        account=account,
        form=form,
        problem=problem,
        waiting=approvals.waiting_for(ApprovalKind.CREDIT, str(account.id)),
        words=labels_approvals,
        entries=entries,
        entry_words=labels.ENTRY_WORDS,
    )
