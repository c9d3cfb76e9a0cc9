"""What people type about themselves: to come in, and in their own account. Shape only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from portal.accounts.door.rules_passwords import LONGEST, SHORTEST
from portal.accounts.labels_zones import zone_options
from portal.accounts.rules_people import LONGEST_EMAIL, LONGEST_NAME
from portal.core import locales
from portal.core.days import HQ_ZONE
from portal.core.web.forms import Form, options

NEW = {"autocomplete": "new-password", "minlength": str(SHORTEST)}


class LoginForm(Form):
    """The way in."""

    email = EmailField(
        _l("E-mail"), [InputRequired(), Length(max=LONGEST_EMAIL)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _l("Password"), [InputRequired(), Length(max=LONGEST)], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField()


class ForgotForm(Form):
    """Whoever forgot the password names the address."""

    email = EmailField(
        _l("E-mail"), [InputRequired(), Length(max=LONGEST_EMAIL)], render_kw={"autocomplete": "username"}
    )


class NewPasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField(_l("New password"), [InputRequired()], render_kw=NEW)
    repeat = PasswordField(
        _l("Repeat the new password"),
        [InputRequired(), EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password for who knows the old one."""

    old_password = PasswordField(
        _l("Present password"),
        [InputRequired(), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class FirstAdminForm(NewPasswordForm):
    """The first administrator."""

    email = EmailField(
        _l("E-mail"), [InputRequired(), Length(max=LONGEST_EMAIL)], render_kw={"autocomplete": "username"}
    )
    name = StringField(
        _lp("person", "Name"), [InputRequired(), Length(max=LONGEST_NAME)], render_kw={"autocomplete": "name"}
    )
    zone = SelectField(_l("Time zone"), default=HQ_ZONE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone.choices = zone_options(self.zone.data or "")


class ProfileForm(Form):
    """One's own name, language and zone."""

    name = StringField(
        _lp("person", "Name"), [InputRequired(), Length(max=LONGEST_NAME)], render_kw={"autocomplete": "name"}
    )
    locale = SelectField(_l("Language"))
    zone = SelectField(_l("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locale.choices = options((code, locales.language_of(code).name) for code in locales.OFFERED)
        self.zone.choices = zone_options(self.zone.data or "")
