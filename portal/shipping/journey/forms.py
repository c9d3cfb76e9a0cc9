"""What logistics types: the booking, the departure, and what is told of the journey."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.printed_text import legible
from portal.core.web.forms import Printable, SensibleDay, options
from portal.shipping.forms import ShippingForm
from portal.shipping.journey.rules_booking import Booking, instant_in
from portal.shipping.labels import BASIS_WORDS, DANGER_WORDS, MILESTONE_WORDS
from portal.shipping.rules_dangerous import DangerPaper
from portal.shipping.states import Basis, MilestoneKind

_AIRPORTS = (_l("Airport of departure"), _l("Airport of destination"))
_PLACES = (_l("Place of loading"), _l("Place of delivery"))
PLACES: Mapping[str, tuple[Any, Any]] = {
    Mode.AIR: _AIRPORTS,
    Mode.AIR_CARGO: _AIRPORTS,
    Mode.ROAD: _PLACES,
    Mode.RAIL: _PLACES,
    Mode.COURIER: _PLACES,
}
"""What the two ends of a journey are called that is not by sea."""
SEEN = (legible,)
"""What is typed for papers is taken as it is seen."""


class BookShipmentForm(ShippingForm):
    """What the carrier confirmed; departure in the depot's zone, arrival in the destination's."""

    carrier = StringField(_l("Carrier"), [InputRequired(), Length(max=120), Printable()], filters=SEEN)
    transport_document = StringField(
        _l("Transport document number"), [InputRequired(), Length(max=60), Printable()], filters=SEEN
    )
    vessel_flight = StringField(_l("Vessel or flight"), [Length(max=80), Printable()], filters=SEEN)
    containers = StringField(_l("Containers"), [Length(max=180), Printable()], filters=SEEN)
    port_loading = StringField(_l("Port of loading"), [InputRequired(), Length(max=80), Printable()], filters=SEEN)
    port_discharge = StringField(_l("Port of discharge"), [InputRequired(), Length(max=80), Printable()], filters=SEEN)
    departure = DateTimeLocalField(_l("Planned departure"), [InputRequired(), SensibleDay()])
    arrival = DateTimeLocalField(_l("Planned arrival"), [InputRequired(), SensibleDay()])
    acid = StringField(_l("ACID (Egypt)"), [Length(max=40), Printable()], filters=SEEN)
    tracking_url = StringField(_l("Tracking address"), [Length(max=300)])
    marks = TextAreaField(_l("Shipping marks"), [InputRequired(), Length(max=1000), Printable()], filters=SEEN)
    dg_declaration = StringField(DANGER_WORDS[DangerPaper.DECLARATION], [Length(max=120)])
    un38_3 = StringField(DANGER_WORDS[DangerPaper.TEST_SUMMARY], [Length(max=120)])
    packaging_appraisal = StringField(DANGER_WORDS[DangerPaper.APPRAISAL], [Length(max=120)])

    def __init__(self, mode: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mode in PLACES:
            self.port_loading.label.text, self.port_discharge.label.text = PLACES[mode]

    def booking(self, depot_zone: str, destination_zone: str) -> Booking:
        """Return the booking with aware instants; refuses times no clock shows."""
        departure = instant_in(self.departure.data, depot_zone, "departure")
        arrival = instant_in(self.arrival.data, destination_zone, "arrival")
        names = (
            "carrier",
            "transport_document",
            "vessel_flight",
            "containers",
            "port_loading",
            "port_discharge",
            "acid",
            "tracking_url",
            "marks",
            *DangerPaper,
        )
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
