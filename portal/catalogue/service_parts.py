"""Parts and their names as master data changes them; the words a part is found by follow its names."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part, PartText
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.search.rules_words import search_words
from portal.catalogue.search.service_words import keep_words
from portal.core.data.lists import among
from portal.core.data.sessions import add_rows, db
from portal.core.data.touched import touched
from portal.core.errors import Refused

PARTS = "parts"
"""What `touched` calls the parts of which a transaction changed what they weigh, or what danger they are."""
Values = Mapping[str, Any]


def add_parts(rows: Sequence[Values]) -> None:
    """Add parts; each row names the columns of a part, its number as it is written."""
    if rows:
        cut = [{**row, "norm": norm(row["number"]), "words": search_words([row["name"]])} for row in rows]
        add_rows(Part, cut)
        keep_words({row["words"] for row in cut})


def change_parts(rows: Sequence[Values], renamed: Collection[str]) -> None:
    """Set the columns of parts that are there, found by their numbers; `renamed` are those whose name is another."""
    if not rows:
        return
    ids = part_ids(row["number"] for row in rows)
    db.session.execute(
        sa.update(Part),
        [{**row, "id": ids[row["number"]]} for row in rows],
        execution_options={"synchronize_session": None},
    )
    touched(PARTS, ids.values())
    find_by_names([ids[number] for number in renamed])


def remove_parts(numbers: Sequence[str]) -> None:
    """Remove parts nothing refers to; refuses `part.in_use` (by the database) for any other."""
    ids = list(part_ids(numbers).values())
    db.session.execute(sa.delete(PartText).where(among(PartText.part_id, ids)))
    db.session.execute(sa.delete(Part).where(among(Part.id, ids)))


def part_ids(numbers: Iterable[str]) -> dict[str, int]:
    """Return the ids of parts by their numbers, as they are written in the catalogue."""
    found = db.session.execute(sa.select(Part.number, Part.id).where(among(Part.norm, {norm(one) for one in numbers})))
    return {row.number: row.id for row in found}


def set_names(rows: Sequence[tuple[str, str, str | None]]) -> None:
    """Set or remove (None) what parts are called: (part number, language, name). Refuses `part.unknown` (number)."""
    ids = part_ids(number for number, _language, _name in rows)
    for number, _language, _name in rows:
        if number not in ids:
            raise Refused("part.unknown", number=number)
    keys = {(ids[number], language) for number, language, _name in rows}
    old = sa.delete(PartText).where(
        among(PartText.part_id, {part_id for part_id, _language in keys}),
        PartText.locale.in_({language for _part, language in keys}),
    )
    kept = _others(keys)
    db.session.execute(old, execution_options={"synchronize_session": None})
    new = [
        {"part_id": ids[number], "locale": language, "name": name}
        for number, language, name in rows
        if name is not None
    ]
    if kept + new:
        add_rows(PartText, kept + new)
    find_by_names(sorted({part_id for part_id, _language in keys}))


def _others(keys: set[tuple[int, str]]) -> list[dict[str, Any]]:
    """The names that stand for the same parts and languages in other combinations, which one statement cannot spare."""
    found = db.session.execute(
        sa.select(PartText.part_id, PartText.locale, PartText.name).where(
            among(PartText.part_id, {part_id for part_id, _language in keys}),
            PartText.locale.in_({language for _part, language in keys}),
        )
    )
    return [dict(row) for row in found.mappings() if (row["part_id"], row["locale"]) not in keys]


def find_by_names(ids: Sequence[int]) -> None:
    """Let parts be found by the words of all their names, and listed by name in each language."""
    names: dict[int, list[str]] = {part_id: [] for part_id in ids}
    languages: dict[int, list[str]] = {part_id: [] for part_id in ids}
    for part_id, name in db.session.execute(sa.select(Part.id, Part.name).where(among(Part.id, ids))):
        names[part_id].append(name)
    texts = sa.select(PartText.part_id, PartText.name, PartText.locale).where(among(PartText.part_id, ids))
    for part_id, name, language in db.session.execute(texts):
        names[part_id].append(name)
        languages[part_id].append(language)
    rows = [
        {"id": part_id, "words": search_words(told), "named_in": named_in(languages[part_id])}
        for part_id, told in names.items()
    ]
    if rows:
        db.session.execute(sa.update(Part), rows, execution_options={"synchronize_session": None})
        keep_words({str(row["words"]) for row in rows})


def named_in(languages: Iterable[str]) -> str:
    """Return how a part tells the languages it has a name in."""
    return " ".join(sorted(languages))
