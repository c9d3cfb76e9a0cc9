"""What the cells of a list are made of: links, two lines, parts one after the other, a button; all of it escaped."""

from typing import Any

from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from portal.core.web.apart import isolated_words
from portal.core.web.quick.templating import shown


def linked(href: str, text: Any, look: str = "") -> Markup:
    """Return a text that leads somewhere."""
    kind = f' class="{look}"' if look else ""
    return Markup(f'<a{kind} href="{shown(href)}">{shown(isolated_words(text))}</a>')  # noqa: S704 - escaped


def numbered(href: str, number: Any) -> Markup:
    """Return the number of an order or a paper, which leads to its page."""
    text = f'<a class="mono" href="{shown(href)}"><bdi dir="ltr">{shown(number)}</bdi></a>'
    return Markup(text)  # noqa: S704 - escaped


def two_lines(first: Any, second: Any) -> Markup:
    """Return a cell of two lines, the second smaller."""
    above, below = shown(isolated_words(first)), shown(isolated_words(second))
    return Markup(f'{above}<div class="sub">{below}</div>')  # noqa: S704 - escaped


def together(*parts: Any) -> Markup:
    """Return parts of a cell one after the other, each markup or escaped."""
    return Markup("".join(shown(isolated_words(part)) for part in parts))  # noqa: S704 - escaped


def pressed(address: str, *words: Any) -> Markup:
    """Return a form of one button, which sends nothing but that it was pressed."""
    form = Markup(
        '<form class="row-actions" method="post" action="%s"><input type="hidden" name="csrf_token" value="%s">'
        '<button class="btn btn-sm btn-plain">%s</button></form>'
    )
    return form % (address, generate_csrf(), together(*words))
