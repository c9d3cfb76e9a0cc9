"""The carton form: its kind, sides, weight and what lies in it."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.core.errors import Refused
from portal.core.typed_numbers import parse_decimal
from portal.core.web.forms import options
from portal.core.web.languages import language
from portal.core.web.refusals import words_of
from portal.shipping.depot.rules_packing import Measures
from portal.shipping.forms import ShippingForm
from portal.shipping.labels import KIND_WORDS
from portal.shipping.states import PackageKind

MM = {"cm": Decimal(10), "mm": Decimal(1)}


class AddCartonForm(ShippingForm):
    """Sizes and weight of a package, as somebody reads them off a tape and a scale."""

    kind = SelectField(_l("Package"))
    unit = SelectField(_l("Unit of the sides"))
    length = StringField(_l("Length"), [InputRequired(), Length(max=12)])
    width = StringField(_l("Width"), [InputRequired(), Length(max=12)])
    height = StringField(_l("Height"), [InputRequired(), Length(max=12)])
    gross = StringField(_l("Gross weight (kg)"), [InputRequired(), Length(max=12)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = options((kind.value, words) for kind, words in KIND_WORDS.items())
        self.unit.choices = options((unit, unit) for unit in MM)

    def measures(self) -> Measures | None:
        """Return millimetres and grams, or None with the errors in the form."""
        factor = MM.get(self.unit.data, MM["cm"])
        sides = [self._scaled(side, factor) for side in (self.length, self.width, self.height)]
        gross = self._scaled(self.gross, Decimal(1000))
        if gross is None or any(side is None for side in sides):
            return None
        return Measures(*[int(side or 0) for side in [*sides, gross]])

    def _scaled(self, given: StringField, factor: Decimal) -> int | None:
        try:
            value = parse_decimal(given.data or "", language()) * factor
        except Refused as refused:
            two = refused.code in ("number.ambiguous", "number.two_ways")
            told = words_of(refused) if two else _("Write a number, such as %(example)s.", example=60)
            given.errors = [*given.errors, told]
            return None
        if value != value.to_integral_value():
            given.errors = [*given.errors, _("This is finer than a millimetre or a gram.")]
            return None
        return int(value)

    @property
    def package(self) -> PackageKind:
        """Return what the package is."""
        return PackageKind(self.kind.data)
