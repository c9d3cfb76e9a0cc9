"""What knows of a row: rows of other kinds that name it, what uses it, and what stands against its going."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal.core.web.guards import current_actor
from portal.masterdata import queries
from portal.masterdata.ports import Kind, kinds_for
from portal.masterdata.rules_active import Use
from portal.masterdata.words.labels import field_words, kind_words
from portal.masterdata.words.labels_refers import TABLE_KINDS, table_words
from portal.masterdata.words.pages_words import key_text

_WHOSE = {"selling_entity": "seller"}
"""What a contact is somebody's of, where columns call it otherwise."""
_FIELDS: Mapping[tuple[str, str], str] = {
    ("campaign_price", "buyer_id"): "distributor",
    ("distributor", "selling_entity_id"): "seller",
    ("paper_series", "seller"): "of_seller",
    ("seller_account", "selling_entity_id"): "of_seller",
}
"""The field of a kind that names a row of another one, where it is not called as the column of its table."""


def uses_of(kind: Kind, key: str) -> list[Use]:
    """Return what uses a row, those that stop its deactivation first; nothing where its kind does not tell."""
    told = kind.uses or kind.used_by
    found = [] if told is None else [one for one in told(key) if one.count]
    return sorted(found, key=lambda one: not one.stops)


def related(kind: Kind, key: str) -> list[dict[str, Any]]:
    """Return which rows of other kinds name a row: kind, field and what it holds, how many there are, and in words."""
    there = {one.name: one for one in kinds_for(current_actor())}
    held = {field: _held_by(kind, key, field) for _name, field in kind.related}
    names = [name for name, _field in kind.related]
    return [
        {
            "kind": name,
            "field": field,
            "value": held[field],
            "count": queries.rows_count_with(there[name], field, held[field]),
            "title": kind_words(name)[0],
            "as": field_words(field) if names.count(name) > 1 else "",
            "may_edit": current_actor().may(there[name].edits),
        }
        for name, field in kind.related
        if name in there
    ]


def _held_by(kind: Kind, key: str, field: str) -> str:
    """What rows of another kind hold in a field that name this row: its own value there where it has one, else its key.

    The discounts of the group a part is in name that group.
    """
    own = field not in kind.fields.key and any(one.name == field for one in kind.fields.all)
    return str(queries.row_of(kind, key)[field]) if own else key


def leads_of(kind: Kind, code: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return where a refusal of a change leads: to the row it names and to what refers to it, in words each."""
    key = str(facts.get("key") or facts.get("at_key") or "")
    if not key or not code.startswith("masterdata."):
        return []
    there = {one.name: one for one in kinds_for(current_actor())}
    leads = []
    if key in queries.present(kind, {key}):
        leads.append((key_text(kind, key), url_for("hq_masterdata.row", kind=kind.name, key=key)))
    for table, column, _count in facts.get("uses", ()):
        named = there.get(TABLE_KINDS.get(table, ""))
        if named is not None:
            narrowed: dict[str, Any] = named_by(table, column, key)
            leads.append((table_words(table), url_for("hq_masterdata.rows", kind=named.name, **narrowed)))
    return leads


def named_by(table: str, column: str, key: str) -> dict[str, str]:
    """Return how the list of a kind is narrowed to its rows that name a row of another one, by their table."""
    whose = column.removesuffix("_id")
    if table == "contact":
        return {"company": key, "company_is": _WHOSE.get(whose, whose)}
    return {_FIELDS.get((table, column), whose): key}
