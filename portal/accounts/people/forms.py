"""What is typed about people one manages: whom one invites, with which roles and limits. Shape only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import EmailField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.labels import role_label
from portal.accounts.labels_zones import zone_options
from portal.accounts.rules_people import LONGEST_EMAIL, LONGEST_NAME
from portal.accounts.rules_roles import roles_of_door
from portal.core import locales
from portal.core.actor import Door
from portal.core.web.forms import Form, options


class SelectMultipleCheckboxes(SelectMultipleField):
    """A choice of several as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RolesForm(Form):
    """What a person may do."""

    roles = SelectMultipleCheckboxes(_l("Roles"))
    approval_limit = TextAreaField(
        _l("Limit of approval"), [Optional(), Length(max=600)], render_kw={"rows": "2", "dir": "ltr"}
    )
    version = HiddenField()

    def offer(self, *doors: Door) -> None:
        """Offer the roles of these doors."""
        self.roles.choices = options((name, role_label(name)) for door in doors for name in roles_of_door(door))


class InviteForm(RolesForm):
    """Whom to invite, and to which company; an empty company is headquarters."""

    email = EmailField(_l("E-mail"), [InputRequired(), Length(max=LONGEST_EMAIL)])
    name = StringField(_lp("person", "Name"), [InputRequired(), Length(max=LONGEST_NAME)])
    distributor = SelectField(_l("Company"))
    locale = SelectField(_l("Language"))
    zone = SelectField(_l("Time zone"))

    def offer_companies(self, companies: list[tuple[str, Any]]) -> None:
        """Offer companies, languages and time zones."""
        self.distributor.choices = options(companies)
        self.locale.choices = options((code, locales.language_of(code).name) for code in locales.OFFERED)
        as_company = SelectChoice("", _l("That of the company; at headquarters, yours"))
        self.zone.choices = [as_company, *zone_options(self.zone.data or "")]
