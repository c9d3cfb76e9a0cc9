"""Which browser and system a session was opened with, read from the User-Agent a browser sends.

Browsers name each other there for old times' sake (RFC 9110, 10.1.5 warns of it): the first sign that
is found counts, so that those which add a name of their own to Chrome's or Safari's stand first.
"""

from dataclasses import dataclass

_BROWSERS = (
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class BrowserName:
    """A browser and its system by their names; "" where the sign of none was found."""

    browser: str
    system: str


def browser_of(user_agent: str) -> BrowserName:
    """Return the browser and the system a User-Agent names."""
    return BrowserName(_first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS))


def _first(user_agent: str, signs: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in signs if sign in user_agent), "")
