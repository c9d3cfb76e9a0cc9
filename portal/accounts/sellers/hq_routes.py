"""The legal entities that sell, at headquarters' door: their bank details, and asking for new ones."""

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from portal.accounts.door.pages import refused_in
from portal.accounts.sellers import queries, service
from portal.accounts.sellers.forms import BankForm
from portal.accounts.sellers.service import BankChange
from portal.approvals import labels as labels_approvals
from portal.approvals import queries as approvals
from portal.approvals.models import ApprovalKind
from portal.core.clock import utc_now
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import respond
from portal.core.web.refusals import status_of

blueprint = Blueprint("hq_accounts_sellers", __name__, url_prefix="/hq/sellers")


@blueprint.get("")
@requires(Permission.MASTERDATA_VIEW)
def index() -> Response:
    """List the entities that sell, with the bank each is paid at."""
    return respond("accounts/sellers/hq_sellers.html", sellers=queries.sellers())


@blueprint.get("/<int:entity_id>")
@requires(Permission.MASTERDATA_VIEW)
def show(entity_id: int) -> Response:
    """Show one entity's bank details, and a form for who may ask for new ones."""
    seller = queries.seller(entity_id)
    bank = {"bank_name": seller.bank_name, "iban": seller.iban, "swift": seller.swift}
    return _page(entity_id, BankForm(None, data=bank | {f"seen_{name}": value for name, value in bank.items()}))


@blueprint.post("/<int:entity_id>/bank")
@requires(Permission.MASTERDATA_EDIT)
def ask_for_bank(entity_id: int) -> Response:
    """Ask for new bank details, which a second person approves."""
    form = BankForm()
    if not form.validate():
        return _page(entity_id, form, status=422)
    change = BankChange(form.wanted(), form.seen(), form.reason.data or "")
    return carry_out(
        lambda: service.ask_for_bank(entity_id, change, current_actor(), utc_now()),
        told=lambda waits: (
            _("The change waits for a second person; until then nothing is changed.")
            if waits
            else _("Nothing was changed: these are the bank details in force.")
        ),
        to=url_for("hq_accounts_sellers.show", entity_id=entity_id),
        again=lambda refused: _page(entity_id, form, refused_in(form, refused), status_of(refused)),
    )


def _page(entity_id: int, form: BankForm, problems: list[str] | None = None, status: int = 200) -> Response:
    return respond(
        "accounts/sellers/hq_seller.html",
        status=status,
        seller=queries.seller(entity_id),
        form=form,
        problems=problems or [],
        waiting=approvals.waiting_for(ApprovalKind.BANK, str(entity_id)),
        words=labels_approvals,
    )
