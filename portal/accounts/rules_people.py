"""Shapes of what people tell about themselves: mail address, name, zone."""

import re
from functools import cache
from unicodedata import normalize
from zoneinfo import available_timezones

from portal.core.errors import FieldRefused
from portal.core.mail_addresses import composed
from portal.core.unseen import seen

LONGEST_EMAIL, LONGEST_NAME = 254, 200
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}"
)
_LINK = re.compile(r"://|\bwww\.|[<>{}]", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def normal_email(email: str) -> str:
    """Return an address as accounts keep it: no space around, no sign one does not see, composed, lower case."""
    return normalize("NFC", seen(email).strip()).lower()


def check_email(email: str) -> str:
    """Return the normal form of a mail address, or refuse: the common shape of RFC 5321, beyond ASCII that of RFC 6531.

    Whether letters reach an address beyond ASCII the mail server knows (`service_reach`).
    """
    normal = normal_email(email)
    beyond_ascii = not normal.isascii() or "@xn--" in normal or ".xn--" in normal
    if beyond_ascii:
        try:
            normal = composed(normal)
        except ValueError as wrong:
            raise FieldRefused("accounts.email_shape", field="email") from wrong
    if len(normal) > LONGEST_EMAIL or not (beyond_ascii or _EMAIL.fullmatch(normal)):
        raise FieldRefused("accounts.email_shape", field="email")
    return normal


def check_name(name: str) -> str:
    """Return a name with single spaces, or refuse an empty, too long or unprintable one.

    Refused too is what is no name but an address or code (`accounts.name_link`): mails greet people by it.
    """
    if _CONTROL.search(name):
        raise FieldRefused("accounts.name_marks", field="name")
    if _LINK.search(name):
        raise FieldRefused("accounts.name_link", field="name")
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise FieldRefused("accounts.name_shape", field="name")
    return tidy


@cache
def zones() -> tuple[str, ...]:
    """Return the zones one may choose: IANA names of places, and UTC."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.startswith(regions)))


def check_zone(zone: str) -> str:
    """Return an IANA zone, or refuse."""
    if zone not in zones():
        raise FieldRefused("accounts.zone_unknown", field="zone")
    return zone
