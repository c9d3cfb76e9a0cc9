"""What pages say and how they say it: the one home of every word a template or the code of a page calls.

What needs no reader (`ltr`, `pill`, `bars`) is a function here. What depends on the reader (language, zone, rights) is
a method of `PageWords`: a page is handed those of its reader; macros, which know no page, and code call `reader()`.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel.speaklater import LazyString
from flask_login import current_user
from markupsafe import Markup

from portal.core import formats, locales
from portal.core.actor import Actor, Door
from portal.core.clock import utc_now
from portal.core.data import sent_forms
from portal.core.money import decimals
from portal.core.permissions import Permission
from portal.core.web.apart import Apart, is_code, isolated, isolated_words
from portal.core.web.assets import asset_below
from portal.core.web.guards import door_of_request
from portal.core.web.labels import actor_text
from portal.core.web.languages import language, zone
from portal.core.web.prices import ON_REQUEST
from portal.core.web.quick import addresses
from portal.core.web.quick.sentences import filled, said, sentences
from portal.core.web.quick.templating import shown
from portal.core.web.requests import most_taken

__all__ = [
    "PageWords",
    "address_builder",
    "bars",
    "filled",
    "install",
    "isolated",
    "ltr",
    "page_context",
    "part_number",
    "pill",
    "reader",
    "said",
    "to",
]
SPRITE = "icons/sprite.svg"
NOTHING = "–"
HQ_VIEWS = "hq_"
"""What the name of headquarters' view begins with, where distributors have one of the same name."""
_KEPT = "page_words"


def ltr(text: Any) -> Markup:
    """Return a Latin run (part number, amount, code) isolated from right-to-left text around it, a number whole."""
    written = shown(text)
    look = ' class="nowrap"' if "-" in written and is_code(written) else ""
    return Markup(f'<bdi dir="ltr"{look}>{written}</bdi>')  # noqa: S704 - escaped


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


def _drawing(href: str, label: str) -> Markup:
    """Return a picture of the sprite, in the size and colour of the text around it."""
    told = f'role="img" aria-label="{shown(label)}"' if label else 'aria-hidden="true"'
    return Markup(f'<svg class="icon" {told}><use href="{shown(href)}"/></svg>')  # noqa: S704 - escaped


def _on_request() -> Markup:
    """Return what stands in place of an amount."""
    return Markup("<span>%s</span>") % shown(ON_REQUEST)


@lru_cache(maxsize=16_384)
def _counted(value: int, code: str) -> Markup:
    """Return a count a language's way, isolated; pages tell the same small ones over and over."""
    return ltr(formats.number(value, code))


def to(view: str, /, **values: Any) -> str:
    """Return the address of a view at the door asked: `documents.pdf` is `hq_documents.pdf` at headquarters' door."""
    return url_for((HQ_VIEWS if door_of_request() is Door.HQ else "") + view, **values)


class PageWords:
    """The words of one reader: a language, an IANA zone, the address the portal is mounted below, and who it is."""

    def __init__(self, code: str, own_zone: str, root: str = "", actor: Actor | None = None) -> None:
        self.code, self.zone, self.root, self.actor = code, own_zone, root, actor
        self.local = formats.regional(code, own_zone)
        self._pills: dict[tuple[int, str], tuple[LazyString, Markup]] = {}

    def pill_html(self, text: Any, tone: str = "mute") -> Markup:
        """Return a state as a small coloured label; a word of a table is looked up once a page."""
        if type(text) is not LazyString:
            return pill(text, tone)
        key = (id(text), tone)
        if key not in self._pills:  # the word is kept beside its pill, so that its id stays its own
            self._pills[key] = (text, pill(text, tone))
        return self._pills[key][1]

    def number(self, value: Decimal | int, places: int | None = None) -> Markup:
        """Return a number the reader's way, isolated."""
        if type(value) is int and places is None:
            return _counted(value, self.code)
        return ltr(formats.number(value, self.code, places))

    def money(self, amount: Decimal, currency: str) -> Markup:
        """Return an amount with its currency code, isolated; words where prices are kept from the reader."""
        return self.general_money(amount, currency) if self.sees_prices() else _on_request()

    def general_money(self, amount: Decimal, currency: str) -> Markup:
        """Return an amount of what a general distributor asks, with its currency code, isolated."""
        return ltr(formats.money(amount, currency, self.code))

    def amount(self, amount: Decimal, currency: str) -> Markup:
        """Return an amount in the decimals of its currency, without the code (a column says it); words as `money`."""
        return ltr(formats.number(amount, self.code, decimals(currency))) if self.sees_prices() else _on_request()

    def unit_price(self, amount: Decimal) -> Markup:
        """Return a unit price with its four places, isolated; words as `money`."""
        return self.general_price(amount) if self.sees_prices() else _on_request()

    def general_price(self, amount: Decimal) -> Markup:
        """Return a unit price a general distributor asks, with its four places, isolated."""
        return ltr(formats.unit_price(amount, self.code))

    def sees_prices(self) -> bool:
        """Tell whether the reader is shown headquarters' prices."""
        return self.actor is None or self.actor.sees_prices

    def percent(self, ratio: Decimal | float, places: int = 0) -> Markup:
        """Return a ratio as a percentage, isolated."""
        return ltr(formats.percent(ratio, self.code, places))

    def day(self, value: date | None) -> str:
        """Return a calendar day, or an en dash where there is none."""
        return formats.date(value, self.local) if value else NOTHING

    def short_month(self, value: date) -> str:
        """Return a calendar month with its year, in short."""
        return formats.short_month(value, self.local)

    def moment(self, value: datetime | None, in_zone: str | None = None) -> str:
        """Return an instant in the reader's zone (or another) with the zone named."""
        return formats.datetime(value, in_zone or self.zone, self.local) if value else NOTHING

    def clock(self, value: datetime, in_zone: str | None = None) -> str:
        """Return the time of day in the reader's zone, or another."""
        return formats.time(value, in_zone or self.zone, self.local)

    def duration(self, length: timedelta) -> str:
        """Return a length of time in its two largest units."""
        return formats.duration(length, self.code)

    def relative(self, away: timedelta) -> str:
        """Return how far an instant is from now."""
        return formats.relative(away, self.code)

    def zone_city(self, of_zone: str) -> str:
        """Return the city of a zone."""
        return formats.zone_city(of_zone, self.code)

    def country_name(self, country: str) -> str:
        """Return a country by its name."""
        return formats.country(country, self.code)

    def language_name(self, code: str) -> str:
        """Return a language of the portal by its name."""
        return formats.language_name(code, self.code)

    def listed(self, texts: Iterable[Any]) -> str:
        """Return texts as one list."""
        return formats.listed(map(str, texts), self.code)

    def file_size(self, size: int) -> str:
        """Return a size in bytes, kilobytes or megabytes."""
        return formats.file_size(size, self.code)

    def weight(self, grams: int | Decimal) -> Markup:
        """Return grams as kilograms with three decimals and the unit, isolated."""
        return ltr(f"{formats.number(Decimal(grams).scaleb(-3), self.code, 3)}{formats.NBSP}kg")

    def may(self, name: str) -> bool:
        """Tell whether the reader holds a permission, by its member name (`ORDER_SUBMIT`)."""
        return self.actor is not None and self.actor.may(Permission[name])

    def asset(self, path: str) -> str:
        """Return the address of a file in `static/`, with a fingerprint so that it may be kept."""
        return asset_below(self.root, path)

    def icon(self, name: str, label: str = "") -> Markup:
        """Return one icon of the sprite; with a label it is an image, without one it is decoration."""
        return _drawing(f"{asset_below(self.root, SPRITE)}#{name}", str(label))


OF_READER = tuple(name for name in vars(PageWords) if not name.startswith("_"))
"""The words templates call that depend on the reader."""

OF_ALL: dict[str, Callable[..., Any]] = {
    "to": to,
    "ltr": ltr,
    "isolated": isolated,
    "isolated_words": isolated_words,
    "part_number_html": part_number,
    "bars_html": bars,
    "idempotency_key": sent_forms.new_key,
    "who": actor_text,
}
"""The words templates call that are the same for every reader."""


def address_builder() -> Callable[..., str]:
    """Return a `url_for` for the request at hand, for code that builds an address per row."""
    return addresses.addresses_of(request.script_root)


def reader() -> PageWords:
    """Return the words of the reader of this request: those of the page that is being made, where one is."""
    known: PageWords | None = g.get(_KEPT)
    return known or _reader()


def _reader() -> PageWords:
    actor = current_user.actor if current_user.is_authenticated else None
    return PageWords(language(), zone(), request.script_root, actor)


def _of_whoever_reads(name: str) -> Callable[..., Any]:
    """Return a word for macros: that of the reader at the moment it is called."""

    def word(*args: Any, **kwargs: Any) -> Any:
        return getattr(reader(), name)(*args, **kwargs)

    return word


def page_context() -> dict[str, Any]:
    """Return what every page knows: its reader's words, language, direction, door, person, time."""
    words = _reader()
    setattr(g, _KEPT, words)
    door = door_of_request()
    address = addresses.addresses_of(words.root)
    return {
        **{name: getattr(words, name) for name in OF_READER},
        **sentences(words.code),
        "url_for": address,
        "to": addresses.addresses_of(words.root, HQ_VIEWS) if door is Door.HQ else address,
        "lang": words.code,
        "current_language": locales.language_of(words.code),
        "html_lang": locales.html_lang(words.code),
        "dir": locales.direction(words.code),
        "door": door.value,
        "actor": words.actor,
        "on_request": ON_REQUEST,
        "zone": words.zone,
        "now": utc_now(),
        "brand": current_app.extensions["settings"].brand_name,
        "languages": [locales.language_of(offered) for offered in locales.OFFERED],
        "most_bytes": most_taken(),
        "here": request.full_path.rstrip("?"),
    }


def install(app: Flask) -> None:
    """Give an application's templates their words."""
    addresses.install(app)
    app.jinja_env.add_extension(Apart)
    app.context_processor(page_context)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(OF_ALL)
    app.jinja_env.globals.update({name: _of_whoever_reads(name) for name in OF_READER})
