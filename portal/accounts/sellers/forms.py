"""What is typed about a seller's bank. Shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from portal.accounts.sellers.rules_bank import LONGEST_ACCOUNT, LONGEST_BANK, LONGEST_SWIFT, BankDetails
from portal.core.web.forms import Form

LATIN = {"autocomplete": "off", "dir": "ltr"}


class BankForm(Form):
    """New bank details, and why; `seen_*` are what the page showed."""

    bank_name = StringField(_l("Bank"), [InputRequired(), Length(max=LONGEST_BANK)], render_kw={"autocomplete": "off"})
    iban = StringField(_l("Account or IBAN"), [InputRequired(), Length(max=LONGEST_ACCOUNT)], render_kw=LATIN)
    swift = StringField(_l("SWIFT (BIC)"), [InputRequired(), Length(max=LONGEST_SWIFT)], render_kw=LATIN)
    reason = StringField(_l("Reason"), [InputRequired(_l("Say why.")), Length(max=400)])
    seen_bank_name = HiddenField(validators=[Length(max=LONGEST_BANK)])
    seen_iban = HiddenField(validators=[Length(max=LONGEST_ACCOUNT)])
    seen_swift = HiddenField(validators=[Length(max=LONGEST_SWIFT)])

    def wanted(self) -> BankDetails:
        """Return what was typed."""
        return BankDetails(self.bank_name.data or "", self.iban.data or "", self.swift.data or "")

    def seen(self) -> BankDetails:
        """Return what the page showed."""
        return BankDetails(self.seen_bank_name.data or "", self.seen_iban.data or "", self.seen_swift.data or "")
