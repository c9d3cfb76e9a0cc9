"""Shape of what people type about shipments; what is wrong comes back beside what was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.core.errors import FieldRefused, Refused
from portal.core.typed_numbers import parse_decimal, parse_quantity
from portal.core.web.forms import Form, SensibleDay, options
from portal.core.web.languages import language
from portal.core.web.refusals import words_of
from portal.shipping.labels import BASIS_WORDS, DANGER_WORDS, KIND_WORDS, MILESTONE_WORDS
from portal.shipping.rules_booking import instant_in
from portal.shipping.rules_dangerous import DangerPaper
from portal.shipping.rules_packing import Measures
from portal.shipping.service import Booking
from portal.shipping.states import Basis, MilestoneKind, PackageKind

_TOLD_AS_THEY_ARE = frozenset({"quantity.ambiguous", "quantity.not_whole", "quantity.too_large"})
"""Refusals of a count that say more than what a count looks like."""

MM = {"cm": Decimal(10), "mm": Decimal(1)}


@dataclass
class Typed:
    """Fields of a table as they were typed, and what is wrong with each, by name.

    `doubts` are those of the errors that are none where somebody says the figure is meant.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, default: object = "") -> str:
        """Return what was typed, or the default where nothing was."""
        return self.values.get(name, str(default))

    def error(self, name: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return self.errors.get(name, "")

    def count(self, name: str, default: int = 0) -> int:
        """Return a whole number of pieces, 0 included; a wrong one is kept as an error."""
        text = self.values.get(name, "").strip()
        if not text:
            return default
        try:
            if parse_decimal(text, language(), code="quantity") == 0:
                return 0
            return parse_quantity(text, language())
        except Refused as refused:
            told = refused.code in _TOLD_AS_THEY_ARE
            self.errors[name] = words_of(refused) if told else _("Write a whole number, 0 or more.")
            return default

    def counts(self, start: str) -> dict[int, int]:
        """Return the counts of all fields named `start` and an id; other names are not ours."""
        ids = {name: name.removeprefix(start) for name in self.values if name.startswith(start)}
        return {int(key): self.count(name) for name, key in ids.items() if key.isdecimal() and len(key) < 10}


def version_of(values: Mapping[str, str]) -> int:
    """Return the version a page was drawn from; 0 (never current) where it is not a number."""
    text = values.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class ShippingForm(Form):
    """A form about a shipment: knows the version it was drawn from, and takes refusals in."""

    version = HiddenField()

    def take(self, refusal: Refused) -> bool:
        """Put a refusal beside its field; False where it belongs to none."""
        name = refusal.field if isinstance(refusal, FieldRefused) else ""
        if name not in self._fields:
            return False
        self._fields[name].errors = [*self._fields[name].errors, words_of(refusal)]
        return True


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
            ambiguous = refused.code == "number.ambiguous"
            told = words_of(refused) if ambiguous else _("Write a number, such as %(example)s.", example=60)
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


class BookShipmentForm(ShippingForm):
    """What the carrier confirmed; departure in the depot's zone, arrival in the destination's."""

    carrier = StringField(_l("Carrier"), [InputRequired(), Length(max=120)])
    transport_document = StringField(_l("Transport document number"), [InputRequired(), Length(max=60)])
    vessel_flight = StringField(_l("Vessel or flight"), [Length(max=80)])
    containers = StringField(_l("Containers"), [Length(max=180)])
    port_loading = StringField(_l("Port of loading"), [InputRequired(), Length(max=80)])
    port_discharge = StringField(_l("Port of discharge"), [InputRequired(), Length(max=80)])
    departure = DateTimeLocalField(_l("Planned departure"), [InputRequired(), SensibleDay()])
    arrival = DateTimeLocalField(_l("Planned arrival"), [InputRequired(), SensibleDay()])
    acid = StringField(_l("ACID (Egypt)"), [Length(max=40)])
    tracking_url = StringField(_l("Tracking address"), [Length(max=300)])
    marks = TextAreaField(_l("Shipping marks"), [InputRequired(), Length(max=1000)])
    dg_declaration = StringField(DANGER_WORDS[DangerPaper.DECLARATION], [Length(max=120)])
    un38_3 = StringField(DANGER_WORDS[DangerPaper.TEST_SUMMARY], [Length(max=120)])
    packaging_appraisal = StringField(DANGER_WORDS[DangerPaper.APPRAISAL], [Length(max=120)])

    def booking(self, depot_zone: str, destination_zone: str) -> Booking:
        """Return the booking with aware instants; refuses times no clock shows."""
        departure = instant_in(self.departure.data, depot_zone, "departure")
        arrival = instant_in(self.arrival.data, destination_zone, "arrival")
        names = (
            "carrier", "transport_document", "vessel_flight", "containers", "port_loading",
            "port_discharge", "acid", "tracking_url", "marks", *DangerPaper,
        )  # fmt: skip
        return Booking(departure=departure, arrival=arrival, **{name: self._fields[name].data or "" for name in names})


class DispatchForm(ShippingForm):
    """When the goods left, if not just now, and what is still missing before they may."""

    departed_at = DateTimeLocalField(_l("Actual departure"), [Optional(), SensibleDay()])
    acid = StringField(_l("ACID (Egypt)"), [Length(max=40)])
    dg_declaration = StringField(DANGER_WORDS[DangerPaper.DECLARATION], [Length(max=120)])
    un38_3 = StringField(DANGER_WORDS[DangerPaper.TEST_SUMMARY], [Length(max=120)])
    packaging_appraisal = StringField(DANGER_WORDS[DangerPaper.APPRAISAL], [Length(max=120)])

    def danger_papers(self) -> dict[DangerPaper, str]:
        """Return the references of dangerous goods as typed."""
        return {paper: self._fields[paper.value].data or "" for paper in DangerPaper}


class RecordMilestoneForm(ShippingForm):
    """One statement of a time."""

    kind = SelectField(_l("Milestone"))
    basis = SelectField(_l("Kind of time"))
    at = DateTimeLocalField(_l("Time"), [InputRequired(), SensibleDay()])
    zone = SelectField(_l("Zone of the time"))
    place = StringField(_l("Place"), [Length(max=80)])

    def __init__(self, zones: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = options((kind.value, words) for kind, words in MILESTONE_WORDS.items())
        self.basis.choices = options((basis.value, words) for basis, words in BASIS_WORDS.items())
        self.zone.choices = options(dict(zones).items())

    @property
    def milestone(self) -> MilestoneKind:
        """Return which milestone it is."""
        return MilestoneKind(self.kind.data)

    @property
    def worth(self) -> Basis:
        """Return what the time is worth."""
        return Basis(self.basis.data)
