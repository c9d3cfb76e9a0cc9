"""Of which class common dangerous goods among vehicle parts are (UN Model Regulations, dangerous goods list). Pure."""

from collections.abc import Mapping

LAST_UN = 3_599
"""No UN number is beyond; the list of the 23rd edition ends before 3560."""
_BATTERIES = dict.fromkeys(
    ("UN3090", "UN3091", "UN3480", "UN3481", "UN3171", "UN3536", "UN3551", "UN3552", "UN3556", "UN3557", "UN3558"), "9"
)
CLASSES: Mapping[str, str] = {
    **_BATTERIES,
    "UN0503": "1.4G",
    "UN1133": "3",
    "UN1263": "3",
    "UN1866": "3",
    "UN2794": "8",
    "UN2795": "8",
    "UN2796": "8",
    "UN2797": "8",
    "UN2800": "8",
    "UN3028": "8",
    "UN3166": "9",
    "UN3268": "9",
}
"""Classes of those of one class only: batteries, adhesives and paint, electrolyte, air bags, engines."""


def class_of(un_number: str) -> str:
    """Return the one class goods of a UN number are of, "" where it is not known here."""
    return CLASSES.get(un_number, "")


def is_un_number(un_number: str) -> bool:
    """Tell whether `UN3480` may be a number of the list."""
    return un_number[2:].isdigit() and 0 < int(un_number[2:]) <= LAST_UN
