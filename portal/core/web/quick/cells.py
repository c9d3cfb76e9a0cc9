"""What the cells of one page call: words, numbers, days and pills, bound to its reader once.

Looking up language, zone and translation for every cell would cost more than the rest of a page
of fifty rows. So a page is handed functions that know them already; each gives what its namesake in
`pagecontext` gives.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask_babel import get_translations
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from portal.core import formats
from portal.core.money import decimals
from portal.core.web.quick.templating import shown

_NUMBERS = (int, float, Decimal)


def ltr(text: Any) -> Markup:
    """Return a Latin run (part number, amount, code) isolated from right-to-left text around it."""
    return Markup(f'<bdi dir="ltr">{shown(text)}</bdi>')  # noqa: S704 - escaped


def part_number(text: Any) -> Markup:
    """Return a part number: isolated, in the font in which 0 and O differ."""
    return Markup(f'<bdi dir="ltr" class="mono">{shown(text)}</bdi>')  # noqa: S704 - escaped


def pill(text: Any, tone: str = "mute") -> Markup:
    """Return a state as a small coloured label: tones ok, warn, bad, info, mute."""
    return Markup(f'<span class="pill {shown(tone)}">{shown(text)}</span>')  # noqa: S704 - escaped


def bars(parts: Iterable[tuple[str, int | Decimal]], total: int | Decimal, label: Any) -> Markup:
    """Return shares of a total as one bar: (tone, quantity) from the start; the label is spoken."""
    at, drawn = 0.0, []
    for tone, quantity in parts:
        if quantity:
            share = float(100 * quantity / total)  # amounts of money are drawn as well
            drawn.append(f'<rect class="{shown(tone)}" x="{at:.2f}" y="0" width="{share:.2f}" height="8"/>')
            at += share
    head = '<svg class="bars" viewBox="0 0 100 8" preserveAspectRatio="none" role="img"'
    return Markup(f'{head} aria-label="{shown(label)}">{"".join(drawn)}</svg>')  # noqa: S704 - escaped


@lru_cache(maxsize=16_384)
def shown_number(value: Decimal | int, code: str, places: int | None = None) -> Markup:
    """Return a number a language's way, isolated."""
    return ltr(formats.number(value, code, places))


def filled(sentence: str, values: Mapping[str, Any]) -> Markup:
    """Return a sentence of ours with its values in their places: numbers as they are, anything else escaped."""
    safe = {name: value if type(value) in _NUMBERS else shown(value) for name, value in values.items()}
    return Markup(sentence % safe)  # noqa: S704 - our own words


@lru_cache(maxsize=16)
def words(_code: str) -> dict[str, Callable[..., Any]]:
    """Return `_`, `ngettext` and `pgettext` of the language in force, as markup that escapes its values.

    Kept for each language, with the sentences without values that were asked for before.
    """
    known: dict[Any, Markup] = {}
    translations = get_translations()

    def gettext(text: str, /, **values: Any) -> Markup:
        if values:
            return filled(translations.ugettext(text), values)
        if text not in known:
            known[text] = Markup(translations.ugettext(text)) % {}  # noqa: S704 - our own words
        return known[text]

    def ngettext(one: str, many: str, num: int, /, **values: Any) -> Markup:
        return filled(translations.ungettext(one, many, num), {"num": num, **values})

    def pgettext(context: str, text: str, /, **values: Any) -> Markup:
        if values:
            return filled(translations.upgettext(context, text), values)
        key = (context, text)
        if key not in known:
            known[key] = Markup(translations.upgettext(context, text)) % {}  # noqa: S704 - our own words
        return known[key]

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext}


def pills() -> Callable[..., Markup]:
    """Return a `pill` that looks each lazy word up once a page."""
    known: dict[tuple[int, str], tuple[Any, Markup]] = {}

    def told(text: Any, tone: str = "mute") -> Markup:
        if type(text) is not LazyString:
            return pill(text, tone)
        key = (id(text), tone)
        if key not in known:  # the word is kept beside its pill, so that its id stays its own
            known[key] = (text, pill(text, tone))
        return known[key][1]

    return told


def cells(code: str, own_zone: str) -> dict[str, Callable[..., Any]]:
    """Return the functions of a page in a language and zone, by the names templates use."""

    def moment(value: datetime | None, in_zone: str | None = None) -> str:
        return formats.datetime(value, in_zone or own_zone, code) if value else "–"

    def day(value: date | None) -> str:
        return formats.date(value, code) if value else "–"

    return {
        "number": lambda value, places=None: shown_number(value, code, places),
        "money": lambda amount, currency: ltr(formats.money(amount, currency, code)),
        "amount": lambda amount, currency: ltr(formats.number(amount, code, decimals(currency))),
        "unit_price": lambda amount: ltr(formats.unit_price(amount, code)),
        "moment": moment,
        "day": day,
        "country_name": lambda country: formats.country(country, code),
        "clock": lambda value, in_zone=None: formats.time(value, in_zone or own_zone, code),
        "pill_html": pills(),
        **words(code),
    }
