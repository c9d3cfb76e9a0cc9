"""Tax and registration numbers, and codes that stand in the numbers of papers: as their issuers write them. Pure."""

import re
from functools import cache
from typing import Any

import stdnum

SELLER_CODE = re.compile("[A-Z0-9]{2,6}")
"""What stands in the numbers of a seller's papers."""
COMPANY_PREFIX = re.compile("[0-9]{4,12}")
"""A company's prefix of GS1, which cartons and pallets are numbered with."""


def is_tax_number(country: str, number: str) -> bool:
    """Tell whether a number may be a tax number of a country; of one nobody knows how, any may."""
    module = _module(country)
    return module is None or bool(module.is_valid(number))


@cache
def _module(country: str) -> Any:
    return stdnum.get_cc_module(country.lower(), "vat")
