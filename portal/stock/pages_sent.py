"""What people send about stock: pieces as they write them, what their page showed, each form carried out once."""

from collections.abc import Callable

from flask import request

from portal.core import formats
from portal.core.clock import utc_now
from portal.core.data import sent_forms
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.typed_numbers import parse_count
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.typed import form_key

LONGEST_REFERENCE, LONGEST_NOTE = 60, 400


def pieces(name: str, *, least: int = 1) -> int:
    """Return a number of pieces that was typed; refuses beside its field what is none."""
    text = request.form.get(name, "").replace("\x00", "").strip()
    try:
        return parse_count(text, language(), minimum=least)
    except Refused as refused:
        raise FieldRefused(refused.code, field=name, **refused.facts) from refused


def seen(name: str) -> int:
    """Return what the page showed when it was drawn; refuses `stock.seen_missing`."""
    number = whole_number(request.form.get(name))
    if number is None:
        raise Refused("stock.seen_missing")
    return number


def once(form: str, command: Callable[[], str]) -> str:
    """Carry out what a form asks for once; the same form sent again gives the first answer."""
    body = sent_forms.body_hash(request.form.to_dict(flat=False))
    owner = f"user:{current_actor().user_id}"
    return sent_forms.once(owner, f"stock:{form}:{form_key()}"[:64], body, utc_now(), command)


def in_figures(number: int) -> str:
    """Return a number as its reader writes it."""
    return formats.number(number, language())
