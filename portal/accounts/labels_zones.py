"""Time zones by their cities, as lists offer them."""

from functools import lru_cache

from babel.core import get_global
from wtforms.fields.choices import SelectChoice

from portal.accounts.rules_people import zones
from portal.core import formats
from portal.core.web.forms import options
from portal.core.web.languages import language


def zone_options(standing: str = "") -> list[SelectChoice]:
    """Return the time zones one may choose, by their cities in the reader's language, each under one name.

    A zone that is `standing` is offered under the old name it has (`Asia/Calcutta`), so that it stays as it is.
    """
    kept = [standing] if _is_old(standing) and standing in zones() else []
    return options(sorted((*_offered(language()), *((zone, _called(zone, language())) for zone in kept)), key=_words))


@lru_cache(maxsize=64)
def _offered(code: str) -> tuple[tuple[str, str], ...]:
    return tuple((zone, _called(zone, code)) for zone in zones() if not _is_old(zone))


def _words(option: tuple[str, str]) -> str:
    return option[1]


def _called(zone: str, code: str) -> str:
    city = formats.zone_city(zone, code)
    return city if city == zone else f"{city} ({zone})"


def _is_old(zone: str) -> bool:
    """Tell whether a zone of places has another name by now: `Asia/Calcutta` is `Asia/Kolkata`."""
    return "/" in zone and zone in get_global("zone_aliases")
