"""What knows of a row: rows of other kinds that name it, what uses it, and what stands against its going."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal.core.web.guards import current_actor
from portal.masterdata import queries
from portal.masterdata.labels import field_words, kind_words
from portal.masterdata.labels_refers import TABLE_KINDS, key_words, table_words
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


def leads_of(kind: Kind, code: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return where a refusal of a change leads: to the row it names and to what refers to it, in words each."""
    key = str(facts.get("key") or facts.get("at_key") or "")
    if not key or not code.startswith("masterdata."):
        return []
    there = {one.name: one for one in kinds_for(current_actor())}
    leads = [(key_words(key), url_for("hq_masterdata.row", kind=kind.name, key=key))]
    for table, column, _count in facts.get("uses", ()):
        named = there.get(TABLE_KINDS.get(table, ""))
        if named is not None:
            leads.append((table_words(table), _rows_naming(named, column.removesuffix("_id"), key)))
    return leads


def _rows_naming(kind: Kind, field: str, key: str) -> str:
    narrowed: dict[str, Any] = {field: key} if field in kind.fields.key else {"q": key}
    return url_for("hq_masterdata.rows", kind=kind.name, **narrowed)
