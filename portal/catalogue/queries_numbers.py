"""Part numbers as the catalogue writes them."""

from collections.abc import Collection

import sqlalchemy as sa

from portal.catalogue.models import Part
from portal.core.data.lists import among
from portal.core.data.sessions import db


def numbers_of_norms(norms: Collection[str]) -> dict[str, str]:
    """Return the numbers of parts by what two spellings of one number share; parts that are not there are left out."""
    found = db.session.execute(sa.select(Part.norm, Part.number).where(among(Part.norm, norms)))
    return {row.norm: row.number for row in found}
