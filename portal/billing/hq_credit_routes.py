"""Credit at headquarters' door: every account with what is in use, and changing its limit or block."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from portal.billing import labels, pages, queries_credit, service_credit
from portal.billing.forms import ChangeCreditForm
from portal.core import formats
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.permissions import Permission
from portal.core.sheets.writer import Column, ColumnKind
from portal.core.tables import ListState, list_state
from portal.core.web.downloads import table_file, wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import go, respond
from portal.finance.labels import ENTRY_WORDS

blueprint = Blueprint("hq_credit", __name__, url_prefix="/hq")


@blueprint.get("/credit")
@requires(Permission.CREDIT_MANAGE)
def index() -> Response:
    """List the credit accounts, or export them."""
    sorts = list(queries_credit.SORTS)
    state = list_state(request.args, sorts=sorts, filters={"standing": queries_credit.STANDINGS})
    if kind := wanted_export():
        return _export(kind, state)
    listed = queries_credit.accounts_list(state, pages.today())
    return respond(
        "billing/hq_credit_list.html", "billing/_credit_list.html", page=listed, state=state,
        standing_words=labels.STANDING_WORDS,
    )  # fmt: skip


def _export(kind: str, state: ListState) -> Response:
    money = ColumnKind.AMOUNT
    columns = [
        Column(_("Code"), width=10), Column(_("Distributor"), width=30), Column(_("Currency"), ColumnKind.CURRENCY, 10),
        Column(_("Credit limit"), money), Column(_("Reserved by orders"), money), Column(_("Open items"), money),
        Column(_("In use"), money), Column(_("Left"), money), Column(_("Days overdue"), ColumnKind.INTEGER, 12),
        Column(_("Blocked"), width=10),
    ]  # fmt: skip
    rows = (
        (
            row.code, row.name, row.currency, row.limit, row.reserved, row.open_items, row.exposure, row.left,
            row.overdue_days, _("Yes") if row.blocked else _("No"),
        )
        for row in queries_credit.accounts_export(state, pages.today())
    )  # fmt: skip
    return table_file(kind, "credit", columns, rows, title=_("Credit"), dated=True)


@blueprint.get("/credit/<int:account_id>")
@requires(Permission.CREDIT_MANAGE)
def show(account_id: int) -> Response:
    """Show one account with a form to change it."""
    account = queries_credit.account_for(account_id, pages.today())
    form = ChangeCreditForm(
        formdata=None,
        limit=formats.number(account.limit.normalize() + 0, language()),
        blocked=account.blocked,
        seen_limit=f"{account.limit:f}",
        seen_blocked="1" if account.blocked else "0",
    )
    return _account_page(account, form)


@blueprint.post("/credit/<int:account_id>")
@requires(Permission.CREDIT_MANAGE)
def change(account_id: int) -> Response:
    """Change an account's limit or block."""
    account = queries_credit.account_for(account_id, pages.today())
    form = ChangeCreditForm()
    form.currency = account.currency
    if not form.validate():
        return _account_page(account, form, status=422)
    seen_limit, seen_blocked = form.seen()
    perform(
        service_credit.change_credit, account_id, limit=form.amount, blocked=form.blocked.data,
        seen_limit=seen_limit, seen_blocked=seen_blocked, reason=form.reason.data, actor=current_actor(),
        now=utc_now(),
    )  # fmt: skip
    flash(_("The credit account of %(name)s was changed.", name=account.name), "ok")
    return go(url_for("hq_credit.show", account_id=account_id))


def _account_page(account: queries_credit.AccountRow, form: ChangeCreditForm, status: int = 200) -> Response:
    entries = queries_credit.latest_entries(account.distributor_id)
    return respond(
        "billing/hq_credit_account.html", "billing/_credit_account.html", status=status, account=account,
        form=form, entries=entries, entry_words=ENTRY_WORDS,
    )  # fmt: skip
