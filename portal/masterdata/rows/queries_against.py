"""What speaks against a row that was typed, as far as it could be read."""

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
    before = None if key is None else present(kind, {key}).get(key)
    unread = [one for one in kind.fields.all if one.name not in values]
    if any(one.name in kind.fields.key or (before is None and not _may_stand_empty(one)) for one in unread):
        return []
    row = {**(before or kind.fields.usual), **values}
    action = Action.NEW if before is None else Action.CHANGED
    changes = kind.fill([Change(kind.fields.key_of(row), action, before, row)])
    return [one for one in kind.against(changes) if one.field in values]


def _may_stand_empty(one: Field) -> bool:
    return not one.needed or one.usual is not None or one.shape in _STAND_IN
