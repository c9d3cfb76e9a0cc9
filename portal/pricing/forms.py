"""What is typed about list prices. Shape and parsing only."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.core.errors import Refused
from portal.core.typed_numbers import parse_decimal
from portal.core.web.forms import Form
from portal.core.web.languages import language
from portal.core.web.refusals import words_of

EXACT = 30


class PriceForm(Form):
    """A new list price as the reader writes numbers, and why; `seen_price` is what the page showed."""

    price = StringField(
        _l("New price"),
        [InputRequired(_l("Type the price.")), Length(max=40)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    reason = StringField(_l("Reason"), [InputRequired(_l("Say why.")), Length(max=400)])
    seen_price = HiddenField(validators=[Length(max=EXACT)])

    amount = Decimal(0)

    def validate_price(self, field: StringField) -> None:
        """Parse the price in the reader's language and keep it as `amount`."""
        try:
            self.amount = parse_decimal(field.data or "", language(), code="price", amount=True)
        except Refused as refused:
            raise ValidationError(words_of(refused)) from None

    def seen(self) -> Decimal | None:
        """Return what the page showed, None for no price; anything unreadable matches no price."""
        text = self.seen_price.data or ""
        if not text:
            return None
        plain = text.replace(".", "", 1)
        return Decimal(text) if plain.isascii() and plain.isdigit() else Decimal(-1)
