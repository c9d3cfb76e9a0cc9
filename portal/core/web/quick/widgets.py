"""How fields are written: sign for sign what WTForms' widgets write, for a third of the time.

WTForms makes a piece of markup of each attribute and looks at a function's signature for each list
of choices; a form of twenty fields spends more on that than the page around it.

Buys 31 % of a person's own account, which offers every time zone, and little elsewhere
(CPU of whole pages, `python -m bench.quick`). Switch: `fields`.
"""

from copy import copy
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import Field
from wtforms.widgets import Input, Select, TextArea
from wtforms.widgets.core import clean_key


def attributes(**given: Any) -> Markup:
    """Return attributes as they stand in a tag, by name; True is a bare name, False none at all."""
    written = [
        clean_key(name) if value is True else f'{clean_key(name)}="{_quoted(value)}"'
        for name, value in sorted(given.items())
        if value is not False
    ]
    return Markup(" ".join(written))  # noqa: S704 - escaped


def _quoted(value: Any) -> str:
    return str(escape(value)).replace('"', "&quot;")


class PlainSelect(Select):
    """A list of choices."""

    @classmethod
    def render_option(cls, choice: Any, **given: Any) -> Markup:
        """Return one choice."""
        value = str(choice.value) if isinstance(choice.value, bool) else choice.value
        told = {"value": value, **(choice.render_kw or {}), **given}
        if choice.selected:
            told["selected"] = True
        return Markup(f"<option {attributes(**told)}>{escape(choice.label or choice.value)}</option>")  # noqa: S704 - escaped


_ONE, _SEVERAL = PlainSelect(), PlainSelect(multiple=True)


def quickened(field: Field) -> None:
    """Let a field be written by these widgets where its own is WTForms' plain one."""
    widget = field.widget
    if type(widget) is Select:
        field.widget = _SEVERAL if widget.multiple else _ONE
    elif isinstance(widget, Input | TextArea):
        field.widget = _twin(widget)


@lru_cache(maxsize=256)
def _twin(widget: Input | TextArea) -> Input | TextArea:
    """Return a copy of a widget that writes attributes this way; the widget itself serves all fields of its kind."""
    if "html_params" in vars(widget):
        return widget
    twin = copy(widget)
    twin.html_params = attributes
    return twin
