"""What of a list's address is a view: its search, filters, sorting and columns, not the page one is on."""

from urllib.parse import parse_qsl, urlencode

LONGEST_QUERY = 1_500
NO_VIEW = frozenset({"page", "export", "csrf_token", "row"})


def view_query(query: str) -> str:
    """Return the query string of a view, values without signs no database keeps; too long a one is nothing."""
    pairs = parse_qsl(query.replace("\x00", ""), keep_blank_values=False, max_num_fields=50)
    kept = urlencode([(name, value) for name, value in pairs if name not in NO_VIEW and "\x00" not in value])
    return kept if len(kept) <= LONGEST_QUERY else ""
