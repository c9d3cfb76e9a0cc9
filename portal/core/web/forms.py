"""Forms of the house: what WTForms itself says about a field is said in the reader's language.

WTForms carries words of its own in some languages, under names of its own, and lacks others. A form
that derives from `Form` takes them from the portal's catalogues instead, where they are complete.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import request
from flask_babel import get_domain, gettext, lazy_ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import StopValidation

from portal.core.config import Piece
from portal.core.errors import FieldRefused
from portal.core.printed_text import check_printable
from portal.core.web.quick import is_quick
from portal.core.web.quick.widgets import quickened
from portal.core.web.refusals import words_of

__all__ = [
    "COUNTED_BY_WTFORMS",
    "SAID_BY_WTFORMS",
    "Form",
    "Printable",
    "SensibleDay",
    "choice_of",
    "label_of",
    "options",
]

FIRST_YEAR, LAST_YEAR = 1990, 2100

SAID_BY_WTFORMS = (
    _l("This field is required."),
    _l("Not a valid choice."),
    _l("Invalid Choice: could not coerce."),
    _l("Not a valid date value."),
    _l("Not a valid datetime value."),
    _l("Field must be between %(min)d and %(max)d characters long."),
)
"""The library's sentences that our fields can cause, marked so that they are translated."""

COUNTED_BY_WTFORMS = (
    lazy_ngettext(
        "Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters.", 1
    ),
    lazy_ngettext(
        "Field must be at least %(min)d character long.", "Field must be at least %(min)d characters long.", 1
    ),
    lazy_ngettext(
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
        1,
    ),
)


IN_ENGLISH = {
    "Field must be between %(min)d and %(max)d characters long.": "From %(min)d to %(max)d characters.",
    "Field cannot be longer than %(max)d character.": "At most %(max)d character.",
    "Field cannot be longer than %(max)d characters.": "At most %(max)d characters.",
    "Field must be at least %(min)d character long.": "At least %(min)d character.",
    "Field must be at least %(min)d characters long.": "At least %(min)d characters.",
}
"""What the library says of a "field", as people are told it in English; catalogues of other languages say it so."""


class _Words:
    """The catalogue in force, as WTForms asks for it; placeholders are filled by WTForms."""

    def gettext(self, string: str) -> str:
        """Return a sentence in the reader's language."""
        told = str(get_domain().get_translations().ugettext(string))
        return IN_ENGLISH.get(told, told)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the form of a sentence that fits a number."""
        told = str(get_domain().get_translations().ungettext(singular, plural, n))
        return IN_ENGLISH.get(told, told)


_WORDS = _Words()


class Form(FlaskForm):
    """A form whose fields speak the reader's language."""

    class Meta(FlaskForm.Meta):
        """Where WTForms gets its words, and what was sent."""

        def get_translations(self, form: Any) -> _Words:
            """Return the portal's words."""
            return _WORDS

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return the fields sent, never the files: a file is no text, whatever name it was sent under.

            Who takes files reads them from the request, beside the form.
            """
            sent = super().wrap_formdata(form, formdata)
            return request.form if isinstance(sent, CombinedMultiDict) and sent is not formdata else sent

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Write a field."""
            if is_quick(Piece.FIELDS):
                quickened(field)
            return super().render_field(field, render_kw)


class SensibleDay:
    """Refuses days and times that no order can mean, however they are written (9999-12-31)."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raise beside the field."""
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise StopValidation(
                gettext("Give a year from %(first)s to %(last)s.", first=str(FIRST_YEAR), last=str(LAST_YEAR))
            )


class Printable:
    """Refuses a sign that no paper prints, in words that name it: for texts that papers will show."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raise beside the field."""
        try:
            check_printable(field.data or "", field.name)
        except FieldRefused as refused:
            raise StopValidation(words_of(refused)) from refused


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return `(value, label)` pairs as what a field offers to choose from; a label may be lazy."""
    return [SelectChoice(value, label) for value, label in pairs]


def label_of(name: str, package: str) -> str:
    """Return the label a form of a package (`portal.orders`) gives a field of this name; empty where none has it."""
    field = _field_of(name, package)
    return str(field.args[0]) if field is not None and field.args else ""


def choice_of(name: str, value: str, package: str) -> str:
    """Return what a reader chose in a field of a package's form: the words of the choice, a tick, or the value."""
    field = _field_of(name, package)
    if field is None:
        return value
    if issubclass(field.field_class, BooleanField):
        return "✓"
    offered = field.kwargs.get("choices") or ()
    return next((str(one.label) for one in offered if str(one.value) == value), value)


def _field_of(name: str, package: str) -> UnboundField | None:
    for form in _forms_below(Form):
        field = getattr(form, name, None) if form.__module__.startswith(f"{package}.") else None
        if isinstance(field, UnboundField):
            return field
    return None


def _forms_below(parent: type) -> Iterator[type]:
    below: list[type] = parent.__subclasses__()
    for form in below:
        yield form
        yield from _forms_below(form)
