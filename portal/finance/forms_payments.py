"""What finance types of a payment: the money, what it settles, and why it is taken back; shape and parsing only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.core.errors import FieldRefused, Refused
from portal.core.money import Money
from portal.core.typed_numbers import parse_amount
from portal.core.web.forms import Form, SensibleDay, options
from portal.core.web.languages import language
from portal.core.web.refusals import words_of
from portal.finance.forms import MOST
from portal.finance.queries_payments import OwedRow

LONGEST_NOTE = 400
NOTHING = Decimal(0)
OLDEST, TYPED = "oldest", "typed"
HOW = ((OLDEST, _l("The oldest due first")), (TYPED, _l("As typed below; the rest stays as credit")))
FIELD = "settle-"


class PaymentForm(Form):
    """Money as the bank shows it; `money` is the amount once it was read."""

    amount = StringField(
        _l("Amount received"),
        [InputRequired(_l("Type an amount.")), Length(max=40)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    received_on = DateField(_l("Received on"), [InputRequired(_l("Give the day the money came in.")), SensibleDay()])
    bank_reference = StringField(
        _l("Bank reference"),
        [InputRequired(_l("Type the bank's reference: without it nobody finds the payment again.")), Length(max=80)],
        render_kw={"autocomplete": "off", "dir": "ltr"},
    )
    another = BooleanField(_l("Another payment: the bank shows this reference more than once"))
    note = StringField(_l("Note"), [Length(max=LONGEST_NOTE)])
    how = RadioField(_l("What it settles"), choices=options(HOW), default=OLDEST)

    currency = "USD"
    money = NOTHING

    def validate_amount(self, field: StringField) -> None:
        """Parse the amount in the reader's language and keep it as `money`."""
        try:
            self.money = amount_of(field.data or "", self.currency)
        except Refused as refused:
            raise ValidationError(words_of(refused)) from None


class AllocateForm(Form):
    """How what is left of a payment settles invoices."""

    how = RadioField(_l("What it settles"), choices=options(HOW), default=TYPED)


class ReversalForm(Form):
    """Why a payment is taken back."""

    reason = StringField(_l("Reason"), [InputRequired(_l("Say why.")), Length(max=LONGEST_NOTE)])


def amount_of(text: str, currency: str) -> Decimal:
    """Return an amount in a currency as typed in the reader's language; refuses `payment.amount.*`."""
    amount = parse_amount(text, language(), currency, code="payment.amount")
    if not 0 < amount <= MOST:
        raise Refused("payment.amount.out_of_range", most=MOST)
    return amount


@dataclass(frozen=True, slots=True)
class SettleRow:
    """One invoice that is owed, what was typed to be settled of it, and what stands against that."""

    owed: OwedRow
    typed: str = ""
    amount: Decimal = NOTHING
    error: str = ""

    @property
    def field(self) -> str:
        """Return the name of its field."""
        return f"{FIELD}{self.owed.id}"


def typed_rows(owed: Iterable[OwedRow], form: Mapping[str, str], currency: str) -> list[SettleRow]:
    """Return what is owed with the amounts typed for it; whatever cannot be has its error."""
    return [_typed(SettleRow(one), form, currency) for one in owed]


def check_still_owed(rows: Sequence[SettleRow], form: Mapping[str, str]) -> None:
    """Refuse `payment.invoice_settled` where an amount was typed for what is not owed any more."""
    known = {row.field for row in rows}
    if any(name.startswith(FIELD) and name not in known and value.strip() for name, value in form.items()):
        raise Refused("payment.invoice_settled")


def _typed(row: SettleRow, form: Mapping[str, str], currency: str) -> SettleRow:
    text = form.get(row.field, "").strip()
    if not text:
        return row
    try:
        amount = amount_of(text, currency)
    except Refused as refused:
        return replace(row, typed=text, error=words_of(refused))
    if amount > row.owed.open_amount:
        most = Refused("payment.more_than_owed", owed=Money(row.owed.open_amount, currency))
        return replace(row, typed=text, error=words_of(most))
    return replace(row, typed=text, amount=amount)


def allocations_of(rows: Sequence[SettleRow], how: str, there_is: Decimal, currency: str) -> dict[str, Decimal] | None:
    """Return what is to be settled, invoice to amount; None where the oldest come first.

    Refuses `payment.typed_and_oldest` beside the choice, and `payment.more_than_received` beside the amount.
    """
    typed = {row.owed.number: row.amount for row in rows if row.amount}
    if how == OLDEST:
        if typed:
            raise FieldRefused("payment.typed_and_oldest", field="how")
        return None
    settled = sum(typed.values(), NOTHING)
    if settled > there_is:
        facts = {"settled": Money(settled, currency), "amount": Money(there_is, currency)}
        raise FieldRefused("payment.more_than_received", field="amount", **facts)
    return typed


def refused_at(rows: Sequence[SettleRow], refused: Refused) -> list[SettleRow]:
    """Return the rows with a refusal of the ledger beside the invoice it names; others are left as they are."""
    number = refused.facts.get("number") if refused.code == "finance.over_allocated" else None
    return [replace(row, error=words_of(refused)) if row.owed.number == number else row for row in rows]
