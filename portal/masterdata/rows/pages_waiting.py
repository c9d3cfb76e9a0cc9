"""What waits for a second person, beside the rows it would change: on a kind's list and on a row's page."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from portal.core.web.cells import linked
from portal.core.web.columns import Reader
from portal.masterdata.ports import Kind
from portal.masterdata.rows.queries_waiting import waiting_changes_of
from portal.masterdata.rules_changes import Action, differing
from portal.masterdata.rules_fields import Row
from portal.masterdata.words.pages_words import change_words

WAITS = "_waits"
"""Under this name a row of a list carries the change set that waits to change it."""


def waits_cell(row: Row, reader: Reader) -> Any:
    """A link to the change of a row that waits for a second person, the oldest of several."""
    at = row.get(WAITS)
    return linked(reader.at("hq_masterdata_sets.show", change_set_id=at), _("A change waits")) if at else ""


def mark_waiting(kind: Kind, rows: Sequence[Any]) -> None:
    """Let each row of a list carry the oldest change set that waits to change it."""
    by_key = {kind.fields.key_of(row): row for row in rows}
    for one in reversed(waiting_changes_of(kind, by_key.keys())):
        by_key[one.key][WAITS] = one.change_set_id


def waiting_of(kind: Kind, key: str) -> list[dict[str, Any]]:
    """What of a row waits for a second person: what from what to what, who asked for it and when."""
    return [
        {
            "id": one.change_set_id,
            "at": one.at,
            "by": one.by,
            "goes": one.action is Action.GONE,
            "changes": [
                change_words(kind.fields.named(name), one.before, one.after)
                for name, _old, _new in differing(one.before, one.after)
                if name not in kind.fields.key and one.action is not Action.GONE
            ],
        }
        for one in (waiting_changes_of(kind, {key}) if kind.second else ())
    ]
