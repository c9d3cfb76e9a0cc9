"""What knows of a row: rows of other kinds that name it, and what uses it."""

from typing import Any

from portal.core.web.guards import current_actor
from portal.masterdata import queries
from portal.masterdata.labels import field_words, kind_words
from portal.masterdata.ports import Kind, kinds_for
from portal.masterdata.rules_active import Use


def uses_of(kind: Kind, key: str) -> list[Use]:
    """Return what uses a row, those that stop its deactivation first; nothing where rows are not deactivated."""
    found = [] if kind.uses is None else [one for one in kind.uses(key) if one.count]
    return sorted(found, key=lambda one: not one.stops)


def related(kind: Kind, key: str) -> list[dict[str, Any]]:
    """Return which rows of other kinds name a row: kind, field, how many there are, and in words."""
    there = {one.name: one for one in kinds_for(current_actor())}
    names = [name for name, _field in kind.related]
    return [
        {
            "kind": name,
            "field": field,
            "count": queries.rows_count_with(there[name], field, key),
            "title": kind_words(name)[0],
            "as": field_words(field) if names.count(name) > 1 else "",
            "may_edit": current_actor().may(there[name].edits),
        }
        for name, field in kind.related
        if name in there
    ]
