"""Part numbers as the catalogue writes them, and who has own ones."""

from collections.abc import Collection

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.models import Part
from portal.core.data.lists import among
from portal.core.data.sessions import db


def numbers_of_norms(norms: Collection[str]) -> dict[str, str]:
    """Return the numbers of parts by what two spellings of one number share; parts that are not there are left out."""
    found = db.session.execute(sa.select(Part.norm, Part.number).where(among(Part.norm, norms)))
    return {row.norm: row.number for row in found}


def owners_by_code(codes: Collection[str]) -> dict[str, int]:
    """Return the ids of distributors by their codes; a code that is not there is missing."""
    found = db.session.execute(sa.select(Distributor.code, Distributor.id).where(among(Distributor.code, codes)))
    return {row.code: row.id for row in found}
