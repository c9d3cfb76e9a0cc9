"""What holds today: every setting and order type, since when, what is usual, and what holds next."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, url_for

from portal.core import formats
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.masterdata.kinds.trade.order_types import ORDER_TYPES
from portal.masterdata.kinds.trade.settings import SETTINGS
from portal.masterdata.queries import plain
from portal.masterdata.words.labels import field_words
from portal.masterdata.words.labels_fields import CHOICE_WORDS
from portal.masterdata.words.labels_settings import SETTING_WORDS, figure
from portal.masterdata.words.pages_words import value_text
from portal.orders.types.queries import dated_types
from portal.orders.types.states import USUAL_TERMS, OrderType, TypeTerms
from portal.settings.queries import dated_settings
from portal.settings.rules import Setting

TYPE_FIELDS = ("priority", "review_minutes", "pack_rule", "max_pieces_per_part", "proofs")
"""What the table says of an order type; the rest stands on the page of its rows."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A setting: its words, what holds and since when (None: as usual), what is usual and allowed, what comes next."""

    title: Any
    about: Any
    page: str
    holds: str
    since: date | None
    usual: str
    least: str
    most: str
    following: str
    follows_on: date | None


@dataclass(frozen=True, slots=True)
class TypeHolding:
    """An order type: its words, since when its terms hold (None: as usual), some of them, and when they change next."""

    title: Any
    page: str
    since: date | None
    terms: list[Any]
    follows_on: date | None


def figures_page(today: date) -> Response:
    """Show what holds on a day."""
    return respond(
        "masterdata/setup/hq_figures.html",
        settings=[_setting(one, today) for one in SETTINGS],
        types=[_type(one, today) for one in OrderType],
        type_heads=[str(field_words(name)) for name in TYPE_FIELDS],
    )


def _setting(one: Setting, today: date) -> Holding:
    dated, locale = dated_settings(), language()
    title, about = SETTING_WORDS[one.name]
    following = dated.after(one.name, today)

    def told(value: Decimal) -> str:
        return figure(value, one.unit, locale)

    return Holding(
        title,
        about,
        url_for("hq_masterdata.rows", kind="settings", setting=one.name),
        told(dated.on(today).get(one.name, one.usual)),
        dated.since(one.name, today),
        told(one.usual),
        formats.exact(one.least, locale),
        formats.exact(one.most, locale),
        told(following[1]) if following else "",
        following[0] if following else None,
    )


def _type(one: OrderType, today: date) -> TypeHolding:
    dated = dated_types()
    following = dated.after(one, today)
    return TypeHolding(
        CHOICE_WORDS["order_type", one.value],
        url_for("hq_masterdata.rows", kind="order_types", order_type=one.value),
        dated.since(one, today),
        _terms(dated.on(today).get(one, USUAL_TERMS[one])),
        following[0] if following else None,
    )


def _terms(terms: TypeTerms) -> list[Any]:
    said = asdict(terms) | {"proofs": " ".join(terms.proofs)}
    return [value_text(ORDER_TYPES.fields.named(name), plain(said[name])) for name in TYPE_FIELDS]
