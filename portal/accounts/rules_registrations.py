"""Tax and registration numbers, and codes that stand in the numbers of papers: as their issuers write them. Pure."""

import re
from functools import cache
from typing import Any

import stdnum
from stdnum.eu import vat

SELLER_CODE = re.compile("[A-Z0-9]{2,6}")
"""What stands in the numbers of a seller's papers."""
COMPANY_PREFIX = re.compile("[0-9]{4,12}")
"""A company's prefix of GS1, which cartons and pallets are numbered with."""


def is_tax_number(country: str, number: str) -> bool:
    """Tell whether a number may be a tax number of a country; of one nobody knows how, any may."""
    module = _module(country)
    return module is None or bool(module.is_valid(number))


def vat_id_of(country: str, number: str) -> str | None:
    """Return a number as the EU knows it for VAT, its state's letters in front; None where it is none there.

    People write it as their own state does, without those letters: 5260250995 in Poland is PL5260250995.
    """
    letters = "EL" if country == "GR" else country
    return next((vat.compact(one) for one in (number, letters + number) if vat.is_valid(one)), None)


def is_registration(country: str, number: str) -> bool:
    """Tell whether a number may be a registration of a company in a country; of one nobody knows how, any may.

    In China that is the unified social credit code, or the ten signs customs know an exporter by.
    """
    modules = [_module(country, name) for name in _REGISTERS.get(country, ())]
    if not modules or (country == "CN" and _CUSTOMS_CODE.fullmatch(number)):
        return True
    return any(module.is_valid(number) for module in modules)


_REGISTERS = {
    "AT": ("businessid",),
    "BR": ("cnpj",),
    "CH": ("uid", "vat"),
    "CN": ("uscc",),
    "DK": ("cvr",),
    "EE": ("registrikood", "kmkr"),
    "ES": ("cif",),
    "FI": ("ytunnus", "alv"),
    "FR": ("siren", "siret"),
    "NO": ("orgnr", "mva"),
    "RU": ("ogrn",),
    "SE": ("orgnr", "vat"),
}
"""Registers whose numbers python-stdnum knows, by country."""
_CUSTOMS_CODE = re.compile("[0-9A-Z]{10}")


@cache
def _module(country: str, name: str = "vat") -> Any:
    return stdnum.get_cc_module(country.lower(), name)
