"""Values of master data in the reader's words."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from portal.accounts.kept.labels import Named, name_typed
from portal.accounts.labels import roles_text
from portal.accounts.rules_phones import phone_text
from portal.accounts.rules_roles import ROLES
from portal.core import formats
from portal.core.money import decimals
from portal.core.permissions import Permission
from portal.core.web.languages import language
from portal.core.web.page_words import ltr, reader
from portal.masterdata.ports import Kind, kinds_there_are
from portal.masterdata.rules_cells import is_a_day
from portal.masterdata.rules_fields import Field, Row, Shape, Value
from portal.masterdata.rules_keys import parts_of
from portal.masterdata.words.labels import field_words
from portal.masterdata.words.labels_fields import CHOICE_WORDS, FIELD_WORDS

_UNBROKEN = re.compile(r"\S{31}")
"""A word so long that it would widen its table: it is broken where the line ends."""
WHOLE = "whole"
"""The box that says a file is complete."""


def value_text(one: Field, value: Value, currency: Value = "") -> Any:
    """Return a value as its reader writes it, money with the decimals of its currency at least."""
    if value is None or value in ("", one.unknown):
        return "–"
    if one.shape is Shape.YES_NO:
        return _("Yes") if value else _("No")
    if one.shape is Shape.CHOICE:
        return CHOICE_WORDS.get((one.name, str(value)), str(value))
    if one.shape is Shape.WORDS:
        words = [str(CHOICE_WORDS.get((one.name, word), word)) for word in str(value).split()]
        return formats.listed(words, language())
    if one.shape is Shape.COUNTRY:
        return formats.country(str(value), language())
    if one.shape is Shape.DAY:
        return reader().day(date.fromisoformat(str(value)))
    if one.shape is Shape.WHOLE:
        return formats.number(int(value), language())
    if one.shape is Shape.DECIMAL:
        places = decimals(str(currency)) if one.money and currency else 0
        return formats.exact(Decimal(str(value)), language(), places)
    if one.shape is Shape.PHONE:
        return ltr(phone_text(str(value)))
    text = str(value)
    if _UNBROKEN.search(text):
        toward = "" if one.shape is Shape.TEXT else ' dir="ltr"'
        return Markup(f'<bdi class="breaks"{toward}>%s</bdi>') % text  # noqa: S704 - escaped
    return Markup("<bdi>%s</bdi>") % text if one.shape is Shape.TEXT else ltr(text)


def _asked(name: str) -> Field | None:
    return next((one for kind in kinds_there_are() for one in kind.fields.all if one.name == name), None)


def _chosen(name: str, value: str) -> str | None:
    """Return what somebody chose in a field in words; None where they typed it."""
    one = _asked(name)
    return "✓" if name == WHOLE else None if one is None else _in_words(one, value)


def _in_words(one: Field, value: str) -> str:
    """A value as it is typed or identifies a row: choices, countries and days in words, all else as it stands."""
    if one.shape in _CHOSEN or (one.shape is Shape.DAY and is_a_day(value)):
        return str(value_text(one, value == "yes" if one.shape is Shape.YES_NO else value))
    return value


_CHOSEN = frozenset({Shape.CHOICE, Shape.WORDS, Shape.YES_NO, Shape.COUNTRY})
name_typed("portal.masterdata", Named(FIELD_WORDS, chosen=_chosen))


def key_text(kind: Kind, key: str) -> str:
    """Return the key of a row as people read it: its values that are not empty; choices, countries, days in words."""
    values = zip(kind.fields.key, parts_of(key), strict=False)
    return " · ".join(_in_words(kind.fields.named(name), value) for name, value in values if value)


def who_may(permission: Permission) -> str:
    """Return the roles any of which may do something, as one line."""
    return roles_text(frozenset(role for role, held in ROLES.items() if permission in held), either=True)


def choice_words(one: Field, choice: str) -> str:
    """Return a choice as files may have it: its code, and what it is called where that is another word."""
    called = str(CHOICE_WORDS.get((one.name, choice), choice))
    return choice if called.casefold() == choice.casefold() else f"{choice} ({called})"


def change_words(one: Field, before: Row | None, after: Row | None) -> tuple[Any, Any, Any]:
    """Return a change of one field of a row in words: its name, what it was, what it is."""
    return field_words(one.name), _said(one, before or {}), _said(one, after or {})


def _said(one: Field, row: Row) -> Any:
    return value_text(one, row.get(one.name), row.get("currency"))


def latin_told(kind: Kind, rows: Iterable[Row | None]) -> str:
    """Return what of rows customs papers need in Latin letters too, in words; "" where they lack nothing."""
    fields = dict.fromkeys(name for row in rows if row for name in kind.in_latin(row))
    if not fields:
        return ""
    named = formats.listed([str(field_words(name)) for name in fields], language())
    return _("Customs papers need this in Latin letters too: %(fields)s. Until then no goods are booked.", fields=named)
