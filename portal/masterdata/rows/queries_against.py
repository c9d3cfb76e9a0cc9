"""What speaks against a row that was typed, as far as it could be read."""

from collections.abc import Collection, Mapping, Sequence

from portal.masterdata.ports import Kind
from portal.masterdata.queries import present
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Row, Shape

_STAND_IN = frozenset({Shape.TEXT, Shape.EMAIL, Shape.PHONE})
"""Texts that nothing else of a row depends on: what is read beside one may be judged without it."""


def against_the_rest(kind: Kind, key: str | None, values: Row) -> list[Objection]:
    """Return what speaks against the fields of a row that could be read (`values`), others of it being unreadable.

    Nothing is said where what could not be read identifies the row, or others depend on it and nothing stood there.
    """
    if any(name not in values for name in kind.fields.key):
        return []
    known = kind.fields.key_of(values)
    unread = [one.name for one in kind.fields.all if one.name not in values]
    found = against_partly(kind, [values], {known: unread}, there=key is not None)
    return [one for one in found if one.field in values]


def against_partly(
    kind: Kind, rows: Sequence[Row], unread: Mapping[str, Collection[str]], *, there: bool = True
) -> list[Objection]:
    """Return what speaks against rows whose keys could be read; `unread` are the fields that could not, by key.

    A row is left out where others depend on what could not be read and nothing stood there. The number of statements
    is that of one row. None of them is looked for unless some may be `there`.
    """
    by_key = {kind.fields.key_of(one): one for one in reversed(rows)}
    known = present(kind, set(by_key)) if there and by_key else {}
    changes = []
    for key, values in by_key.items():
        before = known.get(key)
        missing = [kind.fields.named(name) for name in unread[key]]
        if before is None and not all(_may_stand_empty(one) for one in missing):
            continue
        action = Action.NEW if before is None else Action.CHANGED
        changes.append(Change(key, action, before, {**(before or kind.fields.usual), **values}))
    return kind.against(kind.fill(changes)) if changes else []


def stands_alone(kind: Kind, name: str) -> bool:
    """Tell whether nothing else of a row is judged by a field: one of texts or of words, no number, day or code."""
    return kind.fields.named(name).shape in _STAND_IN | {Shape.CHOICE, Shape.WORDS}


def _may_stand_empty(one: Field) -> bool:
    return not one.needed or one.usual is not None or one.shape in _STAND_IN
