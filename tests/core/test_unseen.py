"""Signs nobody sees are cut, and words stay spelled as they are."""

import pytest

from portal.core.unseen import seen


@pytest.mark.parametrize(
    ("text", "as_seen"),
    [
        ("\u200ebuyer@nordic.example", "buyer@nordic.example"),
        ("\ufeffPO-4711", "PO-4711"),
        ("PO\u00ad-47\u200b11\u2060", "PO-4711"),
        ("06\u00a05180", "06 5180"),
        ("06\u202f5180\u3000A", "06 5180 A"),
        ("\u202ePDF.exe\u202c \u2066x\u2069", "PDF.exe x"),
        ("10251816\ufe0f", "10251816"),
        ("AB\u200dCD\u200c", "ABCD"),
        ("\u200c12\u200d34", "1234"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\u0e01\u0e32\u0e23\u200b\u0e02\u0e2d", "\u0e01\u0e32\u0e23\u0e02\u0e2d"),
        ("line one\nline\ttwo", "line one\nline\ttwo"),
        ("Größe 12 – Łódź 汽车", "Größe 12 – Łódź 汽车"),
    ],
)
def test_what_nobody_sees_is_cut_and_the_rest_stays(text: str, as_seen: str) -> None:
    assert seen(text) == as_seen
    assert seen(as_seen) == as_seen
