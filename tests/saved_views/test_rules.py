"""What of an address is a view."""

import pytest

from portal.saved_views.rules import LONGEST_QUERY, view_query


@pytest.mark.parametrize(
    ("query", "view"),
    [
        ("q=nile&state=draft&sort=-number", "q=nile&state=draft&sort=-number"),
        ("q=&state=&page=7&export=xlsx&size=100", "size=100"),
        ("hide=po_number.total&row=5", "hide=po_number.total"),
        ("q=%00a%00", ""),
        ("", ""),
        ("q=" + "x" * LONGEST_QUERY, ""),
        ("q=%D8%A8", "q=%D8%A8"),
        ("&".join(f"a{number}=1" for number in range(50)), "&".join(f"a{number}=1" for number in range(50))),
        ("&".join(f"a{number}=1" for number in range(51)), ""),
    ],
)
def test_a_view_is_search_filters_sorting_and_columns(query: str, view: str) -> None:
    assert view_query(query) == view
