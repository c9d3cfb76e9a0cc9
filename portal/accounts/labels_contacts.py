"""Words of contacts: what somebody is asked about."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_pgettext as _lp

from portal.accounts.models_contacts import ContactRole

CONTACT_ROLE_WORDS: Mapping[ContactRole, Any] = {
    ContactRole.PURCHASING: _lp("contact", "Purchasing"),
    ContactRole.WAREHOUSE: _lp("contact", "Warehouse"),
    ContactRole.FINANCE: _lp("contact", "Finance"),
    ContactRole.CUSTOMS_BROKER: _lp("contact", "Customs broker"),
    ContactRole.DANGEROUS_GOODS: _lp("contact", "Dangerous goods"),
}
