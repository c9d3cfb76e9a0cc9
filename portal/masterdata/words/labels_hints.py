"""What a heading does not say of a column: beside its field, on the page of files, and in the empty spreadsheet."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.masterdata.rules_fields import Field

_OF_DAYS = _l("hq, a country as EG, or the code of a distributor or depot; capitals or not")
FIELD_HINTS: Mapping[tuple[str, str], Any] = {
    ("working_hours", "calendar"): _l("hq, or the code of a distributor or depot; capitals or not"),
    ("calendar_days", "calendar"): _OF_DAYS,
    ("calendar_weekends", "calendar"): _OF_DAYS,
    ("receipts", "reference"): _l("of the planned receipt"),
    ("receipts", "delivery_note"): _l(
        "the paper the goods came with; the same row under the same paper is received once"
    ),
    ("receipts", "nothing_more"): _l("yes closes the planned receipt, though fewer came"),
    ("sellers", "gs1_prefix"): _l("4 to 12 digits; needed before the first carton is packed, whose label carries it"),
    ("sellers", "name"): _l("as papers name it, in Latin letters"),
    ("sellers", "address"): _l("as papers print it, in Latin letters"),
    ("sellers", "code"): _l("two to six capital letters or digits, as CN01"),
}
_GIVEN = _l("Latin letters, digits, dots, dashes and underscores, no spaces")


def hint_of(kind: str, field: Field) -> str:
    """Return what is to be known of a field of a kind beyond its shape and bounds; "" for nothing."""
    said = FIELD_HINTS.get((kind, field.name), _GIVEN if field.given else "")
    return str(said)
