"""The questions of a form of master data: what is known beforehand is chosen, the rest is typed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from babel.numbers import get_currency_name
from flask_babel import gettext as _

from portal.accounts.labels_zones import zone_options
from portal.accounts.models import DistributorKind
from portal.accounts.queries_calendars import HEADQUARTERS
from portal.core import formats
from portal.core.web.languages import language
from portal.masterdata.calendars.queries import countries_in_use
from portal.masterdata.ports import Kind, kinds_there_are
from portal.masterdata.rows.pages_owed import owed_words
from portal.masterdata.rows.queries_offered import Offered, rows_offered, values_offered
from portal.masterdata.rules_cells import is_a_day
from portal.masterdata.rules_fields import Field, Shape
from portal.masterdata.words.labels import SHAPE_WORDS, field_words, kind_words
from portal.masterdata.words.labels_codes import codes_there_are
from portal.masterdata.words.labels_fields import CHOICE_WORDS
from portal.masterdata.words.labels_hints import hint_of
from portal.masterdata.words.pages_words import value_text
from portal.stock.queries import depots

Options = list[tuple[str, str]]
MOST_CHOSEN, MOST_OFFERED = 60, 2_000
"""So many rows are chosen from a list, so many are offered under the field that is typed; of more none is."""
NAMES: Mapping[str, tuple[str, ...]] = {
    "distributor": ("distributors",),
    "parent": ("distributors",),
    "seller": ("sellers",),
    "of_seller": ("sellers",),
    "depot": ("depots",),
    "price_list": ("price_lists",),
    "bulletin": ("bulletins",),
    "company": ("distributors", "sellers", "depots"),
    "dispatch_from": ("depots",),
    "calendar": ("distributors", "depots"),
}
"""Fields that name rows of other kinds by their keys; parts are too many to be offered."""
_OPEN = frozenset(
    {("calendar_days", "calendar"), ("calendar_weekends", "calendar"), ("discount_groups", "discount_group")}
)
"""Fields that may hold more than what is offered."""
_NOT: Mapping[str, Mapping[str, str]] = {"parent": {"level": DistributorKind.DEALER.value}}
"""Rows that a field never names, by what stands in them: nobody stands below a dealer."""


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form: its words, name, what stands in it, what is wrong, and a hint.

    `options` are what it is chosen from (none: typed), `offered` what is offered while it is typed. `boxes` are the
    words of which several may be ticked: word, what it is called, whether it is. `fixed` is asked no more; what is
    typed in several lines has `rows`; a `day` is chosen from a calendar.
    """

    label: str
    name: str
    value: str
    error: str
    hint: str
    needed: bool
    fixed: bool = False
    rows: int = 0
    day: bool = False
    options: Options = field(default_factory=list)
    offered: Options = field(default_factory=list)
    boxes: list[tuple[str, str, bool]] = field(default_factory=list)


def question(kind: Kind, one: Field, value: str, error: str, key: str | None = None) -> Question:
    """Return a field of the form of a row (its `key`; none: a new one) as it is asked.

    What was typed stays, also where it is none of what is offered.
    """
    label, needed = str(field_words(one.name, kind.name)), one.needed
    if key is not None and one.name in kind.fields.key:
        return Question(label, one.name, value, error, "", needed, fixed=True)
    options, offered = _known(kind, one, value, key)
    day = one.shape is Shape.DAY and (not value or is_a_day(value))
    boxes = _boxes(one, value)
    plain = bool(options or boxes or day) or one.shape is Shape.TEXT
    hint = "" if plain else str(SHAPE_WORDS[one.shape])
    if one.examples:
        hint = f"{hint}: {', '.join(one.examples)}"
    hint = hint_of(kind.name, one) or hint
    if one.name == "active" and key is not None:
        hint = owed_words(kind, [key]) or hint
    rows = 3 if one.shape is Shape.TEXT and one.longest > 200 else 0
    return Question(
        label, one.name, value, error, hint, needed, rows=rows, day=day, options=options, offered=offered, boxes=boxes
    )


def _boxes(one: Field, value: str) -> list[tuple[str, str, bool]]:
    if one.shape is not Shape.WORDS:
        return []
    ticked = {word for word in re.split("[ ,]+", value) if word}
    return [(word, str(CHOICE_WORDS.get((one.name, word), word)), word in ticked) for word in one.choices]


def _known(kind: Kind, one: Field, value: str, key: str | None) -> tuple[Options, Options]:
    """What a field is chosen from, and what is offered while it is typed."""
    if one.shape in _CLOSED:
        return _with(value, one, _CLOSED[one.shape](one, value)), []
    offered = [each for each in _rows_named(kind, one) if each[0] != key]
    if not offered:
        return [], [(each, "") for each in one.examples]
    if len(offered) <= MOST_CHOSEN and (kind.name, one.name) not in _OPEN:
        return _with(value, one, [("", "–"), *((key, words) for key, words in offered)]), []
    return [], offered


def _with(value: str, one: Field, options: Options) -> Options:
    """The options, and what stands in the field where it is none of them."""
    if not value or value in {key for key, _words in options}:
        return options
    return [*options, (value, str(value_text(one, value)) if one.shape is Shape.CHOICE else value)]


def _of_choice(one: Field, _value: str) -> Options:
    none: Options = [] if one.needed or one.usual else [("", "–")]
    return [*none, *((word, str(value_text(one, word))) for word in one.choices)]


def _of_yes_no(_one: Field, _value: str) -> Options:
    return [("yes", _("Yes")), ("no", _("No"))]


def _of_country(_one: Field, _value: str) -> Options:
    return [("", "–"), *_countries(language())]


def _of_currency(_one: Field, _value: str) -> Options:
    return [("", "–"), *_currencies(language())]


def _of_zone(_one: Field, value: str) -> Options:
    return [("", "–"), *((each.value, str(each.label)) for each in zone_options(value))]


_CLOSED = {
    Shape.CHOICE: _of_choice,
    Shape.YES_NO: _of_yes_no,
    Shape.COUNTRY: _of_country,
    Shape.CURRENCY: _of_currency,
    Shape.ZONE: _of_zone,
}


@lru_cache(maxsize=16)
def _countries(code: str) -> tuple[tuple[str, str], ...]:
    named = sorted((formats.country(each, code), each) for each in sorted(codes_there_are().countries))
    return tuple((each, f"{name} ({each})") for name, each in named)


@lru_cache(maxsize=16)
def _currencies(code: str) -> tuple[tuple[str, str], ...]:
    locale = formats.babel_of(code)
    codes = sorted(codes_there_are().currencies)
    return tuple((each, f"{each} · {get_currency_name(each, locale=locale)}") for each in codes)


def _rows_named(kind: Kind, one: Field) -> Options:
    """The rows that a field may name, and what else it may: those in use first."""
    names = () if one.name in kind.fields.key and kind.name in NAMES.get(one.name, ()) else NAMES.get(one.name, ())
    kinds = {each.name: each for each in kinds_there_are()}
    if one.name == "discount_group":
        return _told(values_offered(kinds["discount_groups"], one.name, MOST_OFFERED))
    told: Options = []
    for name in names:
        rows = rows_offered(kinds[name], MOST_OFFERED, _NOT.get(one.name, {}))
        told += _told(rows, str(kind_words(name)[0]) if len(names) > 1 else "")
    return [*_besides(kind, one), *told] if told else []


def _told(rows: Iterable[Offered], what: str = "") -> Options:
    """Rows as they are offered: their keys, and key, name and `what` they are in one line; those in use first."""
    told = []
    for row in sorted(rows, key=lambda each: not each.used):
        words = " · ".join(filter(None, (row.key, row.name, what)))
        told.append((row.key, words if row.used else _("%(name)s (not in use)", name=words)))
    return told


def _besides(kind: Kind, one: Field) -> Options:
    """What is no row and may be named like one: headquarters and countries by their calendars, countries of depots."""
    if one.name == "dispatch_from":
        return [(each, words) for each, words in _countries(language()) if each in {row.country for row in depots()}]
    if one.name != "calendar":
        return []
    countries = countries_in_use() if (kind.name, one.name) in _OPEN else []
    return [(HEADQUARTERS, _("Headquarters")), *((each, formats.country(each, language())) for each in countries)]
