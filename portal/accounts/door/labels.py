"""Words of the door: browsers and systems as people know them."""

from flask_babel import gettext as _

from portal.accounts.door.rules_browsers import browser_of


def browser_text(user_agent: str) -> str:
    """Return the browser and system a session was opened with, in words."""
    known = browser_of(user_agent)
    if known.browser and known.system:
        return _("%(browser)s on %(system)s", browser=known.browser, system=known.system)
    if known.system:
        return _("Unknown browser on %(system)s", system=known.system)
    return known.browser or _("Unknown browser")
