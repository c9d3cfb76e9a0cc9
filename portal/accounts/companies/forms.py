"""What is typed as the Latin form of a name or address, and from whom prices are kept. Shape only."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from portal.accounts.rules_latin import LONGEST, LatinForm
from portal.core.web.forms import Form

LATIN = {"autocomplete": "off", "dir": "ltr", "lang": "en"}


class LatinNameForm(Form):
    """A name in Latin letters."""

    latin_name = StringField(
        _l("Name in Latin letters"), [InputRequired(), Length(max=LONGEST["name"])], render_kw=LATIN
    )


class LatinPlaceForm(LatinNameForm):
    """A name and address in Latin letters; what of a place is Latin already is not asked for."""

    latin_street = StringField(
        _l("Street in Latin letters"), [InputRequired(), Length(max=LONGEST["street"])], render_kw=LATIN
    )
    latin_city = StringField(
        _l("City in Latin letters"), [InputRequired(), Length(max=LONGEST["city"])], render_kw=LATIN
    )
    latin_region = StringField(
        _l("Region in Latin letters"), [InputRequired(), Length(max=LONGEST["region"])], render_kw=LATIN
    )

    def ask(self, names: Collection[str]) -> None:
        """Keep the fields of these names alone."""
        for name in LONGEST:
            if name not in names:
                del self[f"latin_{name}"]

    def typed(self) -> LatinForm:
        """Return what was typed; nothing for what was not asked."""
        return LatinForm(**{name: self[f"latin_{name}"].data or "" for name in LONGEST if f"latin_{name}" in self})


class PricesKeptForm(Form):
    """From whom a general distributor keeps headquarters' prices."""

    from_dealers = BooleanField(_l("Hide headquarters' prices from our dealers"))
    from_buyers = BooleanField(_l("Hide headquarters' prices from our own buyers"))
