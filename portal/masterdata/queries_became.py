"""Parts that turned out to be others: rows that name one by its old number are told which number stays."""

from collections.abc import Iterator, Sequence

from portal.catalogue.queries_numbers import merged_numbers
from portal.catalogue.rules_part_numbers import norm
from portal.masterdata.rules_changes import Change, Objection
from portal.masterdata.rules_fields import Fields


def became(changes: Sequence[Change], fields: Fields, empties: str = "") -> Iterator[Objection]:
    """Yield an objection for each row that is to name a part by a number that became another; at most one statement.

    A row may go. One that is there may have fewer pieces in the field that `empties` it: they are counted away.
    """
    naming = [one.name for one in fields.all if one.of_part]
    wanted = [one for one in changes if one.after and not _fewer(one, empties)]
    known = merged_numbers() if naming and wanted else {}
    for one in wanted if known else ():
        for name in naming:
            number = str(one.now[name] or "")
            if number and (stays := known.get(norm(number))) is not None:
                yield Objection(one.key, name, "part.became", {"number": number, "became": stays})


def _fewer(one: Change, field: str) -> bool:
    return bool(field and one.before) and int(str(one.now[field] or 0)) < int(str((one.before or {})[field] or 0))
