"""Payments at headquarters' door: what came in, recording it, settling invoices with it, taking it back."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portal.core.clock import utc_now
from portal.core.data.sent_forms import body_hash
from portal.core.days import day_in
from portal.core.errors import FieldRefused, Refused
from portal.core.permissions import Permission
from portal.core.tables import list_state
from portal.core.web.commands import carry_out
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import zone
from portal.core.web.pages import respond
from portal.core.web.refusals import status_of, words_of
from portal.core.web.typed import form_key
from portal.finance import forms_payments as forms
from portal.finance import labels, queries_credit_accounts, queries_payments, service_payments
from portal.finance.pages_payments import PAYMENTS
from portal.finance.service_payments import Received, Sent

blueprint = Blueprint("hq_finance_payments", __name__, url_prefix="/hq/payments")


@blueprint.get("")
@requires(Permission.CREDIT_MANAGE)
def index() -> Response:
    """List the payments received, or export them."""
    filters = {"standing": queries_payments.STANDINGS, "currency": None}
    state = list_state(request.args, sorts=PAYMENTS.sorts("-received"), filters=filters)
    if kind := wanted_export():
        whole = queries_payments.all_payments(state)
        return PAYMENTS.file(kind, "payments", whole, title=_("Payments"), dated=True)
    listed = queries_payments.payments_list(state)
    return respond(
        "finance/hq_payments.html",
        "finance/_payments_list.html",
        page=listed,
        table=PAYMENTS.drawn(listed.rows),
        standing_words=labels.PAYMENT_WORDS,
        currencies=[(code, code) for code in queries_payments.currencies()],
    )


@blueprint.get("/new")
@requires(Permission.CREDIT_MANAGE)
def choose() -> Response:
    """Find the credit account money came in for."""
    search = request.args.get("q", "").strip()[:100]
    found = queries_payments.accounts_found(search)
    return respond("finance/hq_payment_choose.html", found=found, search=search, most=queries_payments.MOST_ACCOUNTS)


@blueprint.get("/new/<int:account_id>")
@requires(Permission.CREDIT_MANAGE)
def new(account_id: int) -> Response:
    """Show the form of a payment for one account, with what the account owes."""
    account = _account(account_id)
    form = forms.PaymentForm(formdata=None, received_on=day_in(utc_now(), zone()))
    return _new_page(account, form, [forms.SettleRow(one) for one in _owed(account)])


@blueprint.post("/new/<int:account_id>")
@requires(Permission.CREDIT_MANAGE)
def record(account_id: int) -> Response:
    """Record a payment; what is refused comes back as typed."""
    account, form = _account(account_id), forms.PaymentForm()
    form.currency = account.currency
    again = partial(_new_page, account, form)
    rows = forms.typed_rows(_owed(account), request.form, account.currency)
    if not form.validate() or any(row.error for row in rows):
        return again(rows, status=422)
    try:
        forms.check_still_owed(rows, request.form)
        settled = forms.allocations_of(rows, form.how.data, form.money, account.currency)
    except Refused as refused:
        return again(rows, refused)
    received = Received(
        account_id,
        form.money,
        form.received_on.data,
        form.bank_reference.data,
        form.note.data or "",
        settled,
        another=form.another.data,
    )
    actor, now, sent = current_actor(), utc_now(), _sent(account_id)
    return carry_out(
        lambda: service_payments.record_payment(received, sent, actor, now),
        told=lambda number: _("Payment %(number)s was recorded.", number=number),
        to=lambda number: url_for("hq_finance_payments.show", number=number),
        again=lambda refused: again(forms.refused_at(rows, refused), refused),
    )


@blueprint.get("/<number>")
@requires(Permission.CREDIT_MANAGE)
def show(number: str) -> Response:
    """Show one payment: what it settled, what is left of it, and settling or reversing it."""
    return _page(number)


@blueprint.post("/<number>/allocate")
@requires(Permission.CREDIT_MANAGE)
def allocate(number: str) -> Response:
    """Settle invoices with what is left of a payment."""
    payment, form = queries_payments.payment_for(number), forms.AllocateForm()
    owed = queries_payments.owed_by(payment.distributor_id, payment.currency)
    again = partial(_page, number, allocating=form)
    rows = forms.typed_rows(owed, request.form, payment.currency)
    if not form.validate() or any(row.error for row in rows):
        return again(rows=rows, status=422)
    try:
        forms.check_still_owed(rows, request.form)
        settled = forms.allocations_of(rows, form.how.data, payment.left, payment.currency)
    except Refused as refused:
        return again(rows=rows, refused=refused)
    actor, now, sent = current_actor(), utc_now(), _sent(number)
    return carry_out(
        lambda: service_payments.allocate_payment(number, settled, sent, actor, now),
        told=_("What payment %(number)s settled was recorded.", number=number),
        to=url_for("hq_finance_payments.show", number=number),
        again=lambda refused: again(rows=forms.refused_at(rows, refused), refused=refused),
    )


@blueprint.post("/<number>/reverse")
@requires(Permission.CREDIT_MANAGE)
def reverse(number: str) -> Response:
    """Take a payment back, with a reason."""
    queries_payments.payment_for(number)
    form = forms.ReversalForm()
    if not form.validate():
        return _page(number, reversing=form, status=422)
    actor, now = current_actor(), utc_now()
    return carry_out(
        lambda: service_payments.reverse_payment(number, form.reason.data or "", actor, now),
        told=_("Payment %(number)s was reversed: what it had settled is owed again.", number=number),
        to=url_for("hq_finance_payments.show", number=number),
        again=lambda refused: _page(number, reversing=form, refused=refused),
    )


def _account(account_id: int) -> queries_credit_accounts.AccountRow:
    return queries_credit_accounts.account_for(account_id, day_in(utc_now(), zone()))


def _owed(account: queries_credit_accounts.AccountRow) -> Any:
    return queries_payments.owed_by(account.distributor_id, account.currency)


def _sent(about: object) -> Sent:
    """Return the key of the form sent, and a hash of its body and of what it is about."""
    return Sent(form_key(), body_hash({**request.form.to_dict(flat=False), "about": [str(about)]}))


def _said(form: Any, refused: Refused | None) -> list[str]:
    """Put a refusal beside its field of a form, or return it as a sentence above it."""
    if refused is None:
        return []
    field = getattr(form, refused.field, None) if isinstance(refused, FieldRefused) else None
    if field is None:
        return [words_of(refused)]
    field.errors = [*field.errors, words_of(refused)]
    return []


def _new_page(
    account: queries_credit_accounts.AccountRow,
    form: forms.PaymentForm,
    rows: list[forms.SettleRow],
    refused: Refused | None = None,
    status: int = 200,
) -> Response:
    beside = any(row.error for row in rows)
    problems = [] if beside else _said(form, refused)
    return respond(
        "finance/hq_payment_new.html",
        status=status_of(refused) if refused else status,
        account=account,
        form=form,
        rows=rows,
        problems=[*problems, *_faults(rows)],
        confirming=form.another.data or (refused is not None and refused.code == "payment.reference_again"),
        most=queries_payments.MOST_OPEN,
        entry_words=labels.ENTRY_WORDS,
    )


def _faults(rows: list[forms.SettleRow]) -> list[tuple[str, str]]:
    """Return what stands against typed amounts, each with the address of its field."""
    return [(row.field, f"{row.owed.number}: {row.error}") for row in rows if row.error]


def _page(
    number: str,
    allocating: forms.AllocateForm | None = None,
    reversing: forms.ReversalForm | None = None,
    rows: list[forms.SettleRow] | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> Response:
    payment = queries_payments.payment_for(number)
    open_still = payment.left and payment.reversed_at is None
    owed = queries_payments.owed_by(payment.distributor_id, payment.currency) if open_still else []
    rows = [forms.SettleRow(one) for one in owed] if rows is None else rows
    beside = any(row.error for row in rows)
    problems = [] if beside else _said(reversing or allocating, refused)
    return respond(
        "finance/hq_payment.html",
        status=status_of(refused) if refused else status,
        payment=payment,
        settled=queries_payments.settled_by(payment.id),
        allocating=allocating or forms.AllocateForm(formdata=None),
        reversing=reversing or forms.ReversalForm(formdata=None),
        at_reversal=reversing is not None,
        rows=rows,
        problems=[*problems, *_faults(rows)],
        words=labels,
        most=queries_payments.MOST_OPEN,
    )
