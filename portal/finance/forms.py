"""What finance types to change a credit account: shape and parsing only."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.core.errors import FieldRefused, Refused
from portal.core.typed_numbers import parse_amount
from portal.core.web.forms import Form
from portal.core.web.languages import language
from portal.core.web.refusals import words_of

MOST = Decimal(10) ** 11
EXACT = 30


class ChangeCreditForm(Form):
    """A limit as the reader writes numbers, the block, and why; `seen_*` are what the page showed."""

    limit = StringField(
        _l("Credit limit"),
        [InputRequired(_l("Type the limit, 0 for none.")), Length(max=40)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    blocked = BooleanField(_l("Blocked: nothing may be ordered on credit"))
    reason = StringField(_l("Reason"), [InputRequired(_l("Say why.")), Length(max=400)])
    seen_limit = HiddenField(validators=[Length(max=EXACT)])
    seen_blocked = HiddenField(validators=[Length(max=1)])

    currency = "USD"
    amount = Decimal(0)

    def validate_limit(self, field: StringField) -> None:
        """Parse the limit in the reader's language and keep it as `amount`."""
        try:
            self.amount = limit_of(field.data or "", self.currency)
        except Refused as refused:
            raise ValidationError(words_of(refused)) from None

    def seen(self) -> tuple[Decimal, bool]:
        """Return what the page showed; anything unreadable matches no account."""
        text = self.seen_limit.data or ""
        plain = text.replace(".", "", 1)
        return Decimal(text) if plain.isascii() and plain.isdigit() else Decimal(-1), self.seen_blocked.data == "1"


def limit_of(text: str, currency: str) -> Decimal:
    """Return a limit in a currency as typed in the reader's language; refuses `credit.limit.*`."""
    amount = parse_amount(text, language(), currency, code="credit.limit")
    if not 0 <= amount <= MOST:
        raise FieldRefused("credit.limit.out_of_range", field="limit", most=MOST)
    return amount
