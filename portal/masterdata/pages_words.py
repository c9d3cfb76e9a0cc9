"""Values of master data in the reader's words."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from portal.accounts.labels import roles_text
from portal.accounts.rules_phones import phone_text
from portal.accounts.rules_roles import ROLES
from portal.core import formats
from portal.core.money import decimals
from portal.core.permissions import Permission
from portal.core.web.languages import language
from portal.core.web.page_words import ltr, reader
from portal.masterdata.labels import field_words
from portal.masterdata.labels_kinds import CHOICE_WORDS
from portal.masterdata.rules_fields import Field, Row, Shape, Value


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
    if one.shape is Shape.TEXT:
        return Markup("<bdi>%s</bdi>") % value
    return ltr(value)


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
