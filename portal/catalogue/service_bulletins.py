"""Bulletins as master data changes them: many at a time, found by their numbers."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from portal.catalogue.models import Bulletin, BulletinPart, BulletinTitle
from portal.catalogue.service_parts import Values
from portal.catalogue.service_rows import Edited, with_part_ids, write_rows
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import Refused


def bulletin_ids(numbers: Collection[str]) -> dict[str, int]:
    """Return the ids of bulletins by their numbers."""
    found = db.session.execute(sa.select(Bulletin.number, Bulletin.id).where(among(Bulletin.number, numbers)))
    return {row.number: row.id for row in found}


def set_bulletins(edited: Edited) -> None:
    """Set bulletins: bulletin (its number), issued on (`2026-11-30`), title, link; one with titles or parts stays."""
    told = ([_head(row) for row in rows] for rows in (edited.new, edited.changed, edited.gone))
    write_rows(Bulletin, ("number",), Edited(*told))


def _head(row: Values) -> Values:
    day = date.fromisoformat(row["issued_on"])
    return {"number": row["bulletin"], "issued_on": day, "title": row["title"], "address": row["link"]}


def set_bulletin_titles(edited: Edited) -> None:
    """Set what bulletins are called: bulletin, language, title."""
    ids = _with_bulletins(edited)
    told = (
        [{"bulletin_id": row["bulletin_id"], "locale": row["language"], "title": row["title"]} for row in rows]
        for rows in (ids.new, ids.changed, ids.gone)
    )
    write_rows(BulletinTitle, ("bulletin_id", "locale"), Edited(*told))


def set_bulletin_parts(edited: Edited) -> None:
    """Set which parts bulletins speak of: bulletin, part."""
    told = with_part_ids(_with_bulletins(edited), {"part": "part_id"})
    write_rows(BulletinPart, ("bulletin_id", "part_id"), told)


def _with_bulletins(edited: Edited) -> Edited:
    """Return rows with the ids of bulletins in place of their numbers. Refuses `bulletin.unknown` (number)."""
    ids = bulletin_ids({row["bulletin"] for row in edited.all})

    def told(row: Values) -> Values:
        if row["bulletin"] not in ids:
            raise Refused("bulletin.unknown", number=row["bulletin"])
        rest = {name: value for name, value in row.items() if name != "bulletin"}
        return {**rest, "bulletin_id": ids[row["bulletin"]]}

    return Edited(*([told(row) for row in rows] for rows in (edited.new, edited.changed, edited.gone)))
