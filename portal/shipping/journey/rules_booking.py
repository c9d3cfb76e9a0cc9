"""Numbers and times of a booking: waybill, containers, the customs number of Egypt, marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.accounts.rules_latin import in_other_script
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.errors import FieldRefused
from portal.core.printed_text import sign_facts
from portal.shipping.journey.rules_waybills import awb_check_digit, awb_valid, container_formed, container_valid

ACID_COUNTRY = "EG"
ACID_DIGITS = 19
"""Advance Cargo Information of Egypt's customs: needed before loading, printed on the papers."""
FARTHEST = timedelta(days=366)
CLOCK_TOLERANCE = timedelta(minutes=5)
IN_CONTAINERS = frozenset({Mode.SEA, Mode.RAIL, Mode.ROAD})


_NAMED = frozenset({Mode.SEA, Mode.AIR, Mode.AIR_CARGO})
_ALWAYS = ("carrier", "port_loading", "port_discharge", "marks")


def needed_fields(mode: Mode | str) -> tuple[str, ...]:
    """Return what a booking must say for the papers it leads to; by sea and air they name vessel or flight."""
    return (*_ALWAYS, "vessel_flight") if Mode(mode) in _NAMED else _ALWAYS


def transport_document(mode: Mode | str, text: str) -> str:
    """Return a transport document's number as it is kept.

    By air eleven digits are an air waybill: its check digit must be right (IATA, modulo 7), and it
    is written 176-12345675. Other numbers (house waybills, bills of lading) are kept as typed.
    """
    number = " ".join(text.split())
    plain = number.replace("-", "").replace(" ", "")
    by_air = Mode(mode) in (Mode.AIR, Mode.AIR_CARGO)
    if not number:
        raise FieldRefused("shipping.transport_document_missing", field="transport_document")
    if by_air and re.fullmatch("[0-9]{11}", plain):
        if not awb_valid(plain):
            right = awb_check_digit(plain[3:10])
            raise FieldRefused("shipping.awb_check_digit", field="transport_document", right=right)
        return f"{plain[:3]}-{plain[3:]}"
    return number


def container_numbers(mode: Mode | str, text: str) -> tuple[str, ...]:
    """Return the container numbers in a text, upper case, each valid by ISO 6346; may be none."""
    numbers = tuple(part.replace(" ", "").upper() for part in re.split(r"[,;\n]+", text) if part.strip())
    if numbers and Mode(mode) not in IN_CONTAINERS:
        raise FieldRefused("shipping.no_container_by_this_mode", field="containers")
    for number in numbers:
        if not container_valid(number):
            code = "shipping.container_invalid" if container_formed(number) else "shipping.container_malformed"
            raise FieldRefused(code, field="containers", number=number[:20])
    return numbers


def acid_number(text: str) -> str:
    """Return Egypt's customs number without spaces: 19 digits, or empty when not given."""
    number = re.sub(r"[\s-]", "", text)
    if number and not re.fullmatch(f"[0-9]{{{ACID_DIGITS}}}", number):
        raise FieldRefused("shipping.acid_malformed", field="acid", digits=ACID_DIGITS)
    return number


def acid_missing(country: str, acid: str) -> bool:
    """Tell whether goods go to Egypt without its customs number."""
    return country == ACID_COUNTRY and not acid


def acid_stops_loading(country: str, mode: Mode | str, acid: str) -> bool:
    """Tell whether the missing customs number stops a departure: by sea it does since October 2021."""
    return acid_missing(country, acid) and Mode(mode) is Mode.SEA


def reference(text: str) -> str:
    """Return the reference of a paper as it is kept: one blank between its words."""
    return " ".join(text.split())


def check_near(at: datetime, now: datetime, field: str = "at") -> None:
    """Refuse a time more than a year away, either way: a slip of the keyboard."""
    if abs(at - now) > FARTHEST:
        raise FieldRefused("shipping.time_far_away", field=field)


def check_journey(departure: datetime, arrival: datetime, now: datetime) -> None:
    """Refuse an arrival that is not after its departure, and times more than a year away."""
    check_near(departure, now, "departure")
    check_near(arrival, now, "arrival")
    if arrival <= departure:
        raise FieldRefused("shipping.arrival_before_departure", field="arrival")


def check_happened(at: datetime, now: datetime, field: str = "at") -> None:
    """Refuse a fact that lies in the future, or more than a year back."""
    if at > now + CLOCK_TOLERANCE:
        raise FieldRefused("shipping.not_yet", field=field)
    check_near(at, now, field)


def marks_of(consignee: str, orders: Sequence[str], destination: str, cartons: int, origins: Sequence[str]) -> str:
    """Return shipping marks, one a line: consignee and orders, destination, packages, origin.

    Origins are country names in English; goods of several origins carry none of them.
    """
    lines = [" / ".join(part for part in (consignee.upper(), ", ".join(orders[:5])) if part)]
    lines += [destination.upper(), f"C/NO. 1-{cartons}"]
    lines += [f"MADE IN {origins[0].upper()}"] if len(origins) == 1 else []
    return "\n".join(line for line in lines if line)


def check_latin_marks(marks: str) -> None:
    """Refuse marks with a sign of another script (`latin.sign`): carriers and customs read Latin letters."""
    if other := next(filter(in_other_script, marks), ""):
        raise FieldRefused("latin.sign", field="marks", **sign_facts(other))


def instant_in(local: datetime, zone: str, field: str) -> datetime:
    """Return the instant (UTC) a clock in a zone shows `local`, a time without zone.

    Refuses an hour the clocks skip (`shipping.time_skipped`); of an hour they show twice, the
    first is meant. Years beyond 2000 to 2100 are refused as `shipping.time_far_away`.
    """
    if not 2000 <= local.year <= 2100:
        raise FieldRefused("shipping.time_far_away", field=field)
    instant = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise FieldRefused("shipping.time_skipped", field=field)
    return instant


@dataclass(frozen=True, slots=True)
class Booking:
    """What the carrier confirmed, as typed; times are aware instants."""

    carrier: str
    transport_document: str
    port_loading: str
    port_discharge: str
    departure: datetime
    arrival: datetime
    vessel_flight: str = ""
    containers: str = ""
    acid: str = ""
    marks: str = ""
    tracking_url: str = ""
    dg_declaration: str = ""
    un38_3: str = ""
    packaging_appraisal: str = ""
