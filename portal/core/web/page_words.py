"""What every template may call: formats in the reader's language and zone, assets, the actor."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from markupsafe import Markup

from portal.core import formats, locales
from portal.core.actor import Door
from portal.core.clock import utc_now
from portal.core.data import sent_forms
from portal.core.money import decimals
from portal.core.permissions import Permission
from portal.core.web.assets import asset, asset_below
from portal.core.web.guards import door_of_request
from portal.core.web.labels import actor_text
from portal.core.web.languages import language, zone
from portal.core.web.quick.addresses import Addresses
from portal.core.web.quick.cells import bars, cells, ltr, part_number, pill

SPRITE = "icons/sprite.svg"
HQ_VIEWS = "hq_"
"""What the name of headquarters' view begins with, where distributors have one of the same name."""


def icon(name: str, label: str = "") -> Markup:
    """Return one icon of the sprite; with a label it is an image, without one it is decoration."""
    return _icon(asset(SPRITE), name, str(label))


@lru_cache(maxsize=1_024)
def _icon(sprite: str, name: str, label: str) -> Markup:
    href = f"{sprite}#{name}"
    if label:
        return Markup('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>').format(label, href)
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>').format(href)


def money(amount: Decimal, currency: str) -> Markup:
    """Return an amount with its currency code, isolated."""
    return ltr(formats.money(amount, currency, language()))


def plain_amount(amount: Decimal, currency: str) -> Markup:
    """Return an amount in the decimals of its currency, without the code (a column says it)."""
    return ltr(formats.number(amount, language(), decimals(currency)))


def unit_price(amount: Decimal) -> Markup:
    """Return a unit price with its four places, isolated."""
    return ltr(formats.unit_price(amount, language()))


def number(value: Decimal | int, places: int | None = None) -> Markup:
    """Return a number the reader's way, isolated."""
    return ltr(formats.number(value, language(), places))


def day(value: date | None) -> str:
    """Return a calendar day, or an en dash where there is none."""
    return formats.date(value, language()) if value else "–"


def moment(value: datetime | None, in_zone: str | None = None) -> str:
    """Return an instant in the reader's zone (or another) with the zone named."""
    return formats.datetime(value, in_zone or zone(), language()) if value else "–"


def clock(value: datetime, in_zone: str | None = None) -> str:
    """Return the time of day in the reader's zone, or another."""
    return formats.time(value, in_zone or zone(), language())


def may(name: str) -> bool:
    """Tell whether the reader holds a permission, by its member name (`ORDER_SUBMIT`)."""
    return bool(current_user.is_authenticated and current_user.actor.may(Permission[name]))


def to(view: str, /, **values: Any) -> str:
    """Return the address of a view at the door asked: `documents.pdf` is `hq_documents.pdf` at headquarters' door."""
    return url_for((HQ_VIEWS if door_of_request() is Door.HQ else "") + view, **values)


def page_context(addresses: Addresses) -> dict[str, Any]:
    """Return what every page knows: language, direction, door, person, time, and its cells' functions."""
    code = language()
    actor = current_user.actor if current_user.is_authenticated else None
    own_zone = actor.zone if actor else zone()
    root = request.script_root
    door = door_of_request()
    address = addresses.below(root)
    return {
        **cells(code, own_zone),
        "url_for": address,
        "to": addresses.below(root, HQ_VIEWS) if door is Door.HQ else address,
        "asset": lambda path: asset_below(root, path),
        "icon": lambda name, label="": _icon(asset_below(root, SPRITE), name, str(label)),
        "may": lambda name: actor is not None and actor.may(Permission[name]),
        "lang": code,
        "current_language": locales.language_of(code),
        "html_lang": locales.html_lang(code),
        "dir": locales.direction(code),
        "door": door.value,
        "actor": actor,
        "zone": own_zone,
        "now": utc_now(),
        "brand": current_app.extensions["settings"].brand_name,
        "languages": [locales.language_of(offered) for offered in locales.OFFERED],
        "here": request.full_path.rstrip("?"),
    }


def install(app: Flask) -> None:
    """Give an application's templates their words."""
    app.context_processor(partial(page_context, Addresses(app)))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset,
        to=to,
        icon=icon,
        ltr=ltr,
        money=money,
        amount=plain_amount,
        unit_price=unit_price,
        number=number,
        day=day,
        moment=moment,
        clock=clock,
        may=may,
        pill_html=pill,
        part_number_html=part_number,
        bars_html=bars,
        idempotency_key=sent_forms.new_key,
        who=actor_text,
        country_name=lambda code: formats.country(code, language()),
        language_name=lambda code: formats.language_name(code, language()),
        listed=lambda texts: formats.listed(map(str, texts), language()),
        zone_city=lambda z: formats.zone_city(z, language()),
        duration=lambda length: formats.duration(length, language()),
        relative=lambda away: formats.relative(away, language()),
        percent=lambda ratio, places=0: ltr(formats.percent(ratio, language(), places)),
        file_size=lambda size: formats.file_size(size, language()),
    )
