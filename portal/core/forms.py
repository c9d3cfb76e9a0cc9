"""Forms of the house: what WTForms itself says about a field is said in the reader's language.

WTForms carries words of its own in some languages, under names of its own, and lacks others. A form
that derives from `Form` takes them from the portal's catalogues instead, where they are complete.
"""

from typing import Any

from flask_babel import get_domain, lazy_ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

__all__ = ["COUNTED_BY_WTFORMS", "SAID_BY_WTFORMS", "Form"]

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


class _Words:
    """The catalogue in force, as WTForms asks for it; placeholders are filled by WTForms."""

    def gettext(self, string: str) -> str:
        """Return a sentence in the reader's language."""
        return str(get_domain().get_translations().ugettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the form of a sentence that fits a number."""
        return str(get_domain().get_translations().ungettext(singular, plural, n))


_WORDS = _Words()


class Form(FlaskForm):
    """A form whose fields speak the reader's language."""

    class Meta(FlaskForm.Meta):
        """Where WTForms gets its words."""

        def get_translations(self, form: Any) -> _Words:
            """Return the portal's words."""
            return _WORDS
