"""Prices for dealers as a general distributor types them and sends them in files: fields and limits. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.core.sheets.model import Limits
from portal.masterdata.rules_cells import Known
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import SMALLEST_PRICE
from portal.masterdata.rules_units import Measures

LIMITS = Limits(rows=20_000, columns=60, tables=6)
"""20,000 rows a file, which is read while its sender waits."""
LIST_FIELDS = Fields(
    (
        Field("name", needed=True, longest=120),
        Field("currency", Shape.CURRENCY, needed=True),
        Field("valid_from", Shape.DAY, needed=True),
        Field("valid_to", Shape.DAY),
    ),
    ("name",),
)
PRICE_FIELDS = Fields(
    (
        Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
        Field("price", Shape.DECIMAL, needed=True, least=SMALLEST_PRICE, money=True),
        Field("currency", Shape.CURRENCY),
    ),
    ("part",),
)
"""The list's currency stands beside each price, so that no file is read as one of another; a file may leave it out."""


@dataclass(frozen=True, slots=True)
class Words:
    """By what a file is read: its headings, folded, each with its field, and the currencies there are."""

    headings: Mapping[str, str]
    codes: Known

    @property
    def measures(self) -> Measures:
        """Return what headings may say beside an amount: a currency."""
        return Measures({}, self.codes.currencies)
