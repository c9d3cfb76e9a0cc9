"""The head of an order as people fill it: shape and parsing; what is needed is a rule."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from portal.accounts.models import AddressKind
from portal.accounts.queries import AddressFacts
from portal.accounts.rules_apart import told_apart
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.errors import Refused
from portal.core.printed_text import legible
from portal.core.typed_numbers import parse_decimal
from portal.core.web.forms import Form, Printable, SensibleDay, options
from portal.core.web.languages import language
from portal.core.web.refusals import words_of
from portal.orders.entry.rows.rules_change import Header
from portal.orders.entry.rules_head import HeadFault
from portal.orders.labels import TYPE_WORDS
from portal.orders.labels_fields import FIELD_WORDS, MODE_WORDS
from portal.orders.rules_incoterms import Incoterm
from portal.orders.types.states import OrderType

MOST_KILOMETRES = 9_999_999


def clean(text: str | None) -> str:
    """Return what was typed as it is seen, ends trimmed."""
    return legible(text).strip()


class WholeNumberField(StringField):
    """A whole number in any keyboard's digits; None when empty, the typed text kept when wrong."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number the reader's way."""
        self.typed = clean(valuelist[0]) if valuelist else ""
        self.data: int | None = None
        if not self.typed:
            return
        try:
            value = parse_decimal(self.typed, language(), whole=True)
        except Refused as refused:
            raise ValueError(words_of(refused)) from refused
        if value != value.to_integral_value() or not 0 <= value <= MOST_KILOMETRES:
            raise ValueError(str(_l("Give a whole number of kilometres.")))
        self.data = int(value)

    def _value(self) -> str:
        typed = getattr(self, "typed", "")
        return typed or ("" if self.data is None else str(self.data))


def _whole_id(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class HeaderForm(Form):
    """All of an order that is not a line; a draft may leave anything open.

    `contract_mode` is how the distributor's goods travel by contract, `type_before` the type as it is stored.
    """

    contract_mode = Mode.AIR
    type_before = OrderType.DAILY

    order_type = SelectField(
        FIELD_WORDS["order_type"], choices=options((one.value, words) for one, words in TYPE_WORDS.items())
    )
    po_number = StringField(FIELD_WORDS["po_number"], [Length(max=60), Printable()], filters=[clean])
    ship_to_id = SelectField(FIELD_WORDS["ship_to_id"], coerce=_whole_id)
    consignee_id = SelectField(FIELD_WORDS["consignee_id"], coerce=_whole_id)
    notify_id = SelectField(FIELD_WORDS["notify_id"], coerce=_whole_id)
    incoterm = SelectField(
        FIELD_WORDS["incoterm"], choices=options((one.value, f"{one.value} (2020)") for one in Incoterm)
    )
    incoterm_place = StringField(FIELD_WORDS["incoterm_place"], [Length(max=80), Printable()], filters=[clean])
    mode = SelectField(FIELD_WORDS["mode"], choices=options((one.value, words) for one, words in MODE_WORDS.items()))
    requested_on = DateField(FIELD_WORDS["requested_on"], [Optional(), SensibleDay()])
    partial_ok = BooleanField(FIELD_WORDS["partial_ok"])
    rest_lapses = BooleanField(FIELD_WORDS["rest_lapses"])
    vin = StringField(FIELD_WORDS["vin"], [Length(max=20)], filters=[clean])
    repair_order = StringField(FIELD_WORDS["repair_order"], [Length(max=40)], filters=[clean])
    odometer_km = WholeNumberField(FIELD_WORDS["odometer_km"])
    stopped_on = DateField(FIELD_WORDS["stopped_on"], [Optional(), SensibleDay()])
    campaign = StringField(FIELD_WORDS["campaign"], [Length(max=40)], filters=[clean])
    reason = StringField(FIELD_WORDS["reason"], [Length(max=400)], filters=[clean])
    note = TextAreaField(FIELD_WORDS["note"], [Length(max=2000)], filters=[clean], render_kw={"rows": 2})
    version = HiddenField()

    def offer_addresses(self, addresses: Sequence[AddressFacts]) -> None:
        """Let one choose among a distributor's own addresses."""
        nobody = [("", "–")]
        ship_to = _choices(addresses, (AddressKind.SHIP_TO,))
        consignee = _choices(addresses, (AddressKind.CONSIGNEE, AddressKind.SHIP_TO))
        self.ship_to_id.choices = options(ship_to or nobody)
        self.consignee_id.choices = options(consignee or nobody)
        self.notify_id.choices = options([*nobody, *_choices(addresses, (AddressKind.NOTIFY,))])

    def validate_version(self, field: HiddenField) -> None:
        """A version is a number; without one the page was tampered with."""
        if field.data and not (str(field.data).isascii() and str(field.data).isdigit()):
            raise ValidationError(str(_l("The page was sent without its version. Reload it and try again.")))

    def header(self, known: Any) -> Header:
        """Return the head as far as it was understood; a field in error keeps what was known."""
        values = {}
        for name in Header.__dataclass_fields__:
            field = self[name]
            values[name] = getattr(known, name) if field.errors and known is not None else field.data
            if field.errors and known is None:
                values[name] = Header.__dataclass_fields__[name].default
        values["order_type"] = OrderType(values["order_type"])
        values["mode"] = Mode(values["mode"])
        return Header(**values)

    def blame(self, faults: Iterable[HeadFault]) -> None:
        """Put what the rules found beside its field."""
        for fault in faults:
            field = self[fault.field]
            field.errors = [*field.errors, words_of(Refused(fault.code, **fault.facts))]


def _choices(addresses: Sequence[AddressFacts], kinds: Sequence[AddressKind]) -> list[tuple[Any, str]]:
    fitting = [one for one in addresses if one.kind in kinds]
    fitting.sort(key=lambda one: kinds.index(one.kind))
    several = len({one.name for one in fitting}) > 1
    told = told_apart(
        [(_address_text(one, named=several), one.street, one.postal_code, _purpose(one.kind)) for one in fitting]
    )
    return [(one.id, text) for one, text in zip(fitting, told, strict=True)]


def _purpose(kind: AddressKind) -> str:
    return str(FIELD_WORDS["ship_to_id" if kind is AddressKind.SHIP_TO else "consignee_id"])


def _address_text(one: AddressFacts, *, named: bool) -> str:
    """Return what tells an address from the others, in few words, so that no narrow column cuts it off."""
    city = "" if one.city.casefold() in one.label.casefold() else one.city
    return " · ".join(part for part in (one.label, city, one.name if named else "") if part)
