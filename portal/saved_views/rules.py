"""What of a list's address is a view: its search, filters, sorting and columns, not the page one is on.

And which list it is of: the view function that draws it with what its path says (`kind=parts`), for one function draws
many lists.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

LONGEST_QUERY = 1_500
MOST_FIELDS = 50
NO_VIEW = frozenset({"page", "export", "csrf_token", "row"})


def view_query(query: str) -> str:
    """Return the query string of a view, values without signs no database keeps; too long a one is nothing.

    So is one of more fields than any list has.
    """
    if query.count("&") >= MOST_FIELDS:
        return ""
    pairs = parse_qsl(query.replace("\x00", ""), keep_blank_values=False)
    kept = urlencode([(name, value) for name, value in pairs if name not in NO_VIEW and "\x00" not in value])
    return kept if len(kept) <= LONGEST_QUERY else ""


def place_of(endpoint: str, arguments: Mapping[str, object]) -> str:
    """Return a list as views are kept of it: its endpoint, and what its path says by name."""
    return f"{endpoint}?{urlencode(sorted(arguments.items()))}" if arguments else endpoint


def endpoint_of(place: str) -> tuple[str, dict[str, str]]:
    """Return the endpoint of a list and what its path says: the way back of `place_of`."""
    endpoint, _mark, arguments = place.partition("?")
    return endpoint, dict(parse_qsl(arguments))
