"""What of a list's address is a view: its search, filters, sorting and columns, not the page one is on."""

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
