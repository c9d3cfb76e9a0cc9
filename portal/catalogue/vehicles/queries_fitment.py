"""Which models, model years and VINs parts fit."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from portal.catalogue.models import PartFitment
from portal.catalogue.vehicles.rules_fitment import Fitment
from portal.core.data.lists import among_given
from portal.core.data.sessions import read

_FITMENTS = (
    sa.select(
        PartFitment.part_id,
        PartFitment.model,
        PartFitment.year_from,
        PartFitment.year_to,
        PartFitment.vin_from,
        PartFitment.vin_to,
    )
    .where(among_given(PartFitment.part_id, "ids"))
    .order_by(PartFitment.part_id, PartFitment.model, PartFitment.year_from)
)


def fitments_of(part_ids: Collection[int]) -> dict[int, tuple[Fitment, ...]]:
    """Return the fitments of parts in one statement, by model and year; parts without any are not named."""
    found: defaultdict[int, list[Fitment]] = defaultdict(list)
    for part_id, model, year_from, year_to, vin_from, vin_to in read(_FITMENTS, {"ids": part_ids}).all():
        found[part_id].append(Fitment(model, year_from, year_to, vin_from, vin_to))
    return {part_id: tuple(fitments) for part_id, fitments in found.items()}
