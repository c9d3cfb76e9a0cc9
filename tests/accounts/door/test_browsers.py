"""A session is told by its browser and system, not by the text browsers send."""

import pytest
from flask import Flask

from portal.accounts.door.labels import browser_text
from portal.accounts.door.rules_browsers import BrowserName, browser_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("sent", "browser", "system"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36", "Chrome", "Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/126.0 Safari/537.36 Edg/126.0", "Edge", "Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox", "Linux"),
        (f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {WEBKIT} Chrome/126.0 Mobile Safari/537.36", "Chrome", "Android"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0", "Samsung Internet", "Android"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
            "Safari",
            "macOS",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) FxiOS/127.0 Safari/605.1.15", "Firefox", "iOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) CriOS/126.0 Safari/604.1", "Chrome", "iOS"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
    ],
)
def test_browser_and_system_are_read_from_what_is_sent(sent: str, browser: str, system: str) -> None:
    assert browser_of(sent) == BrowserName(browser, system)


def test_what_is_not_known_is_said_to_be_unknown(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert browser_text("Mozilla/5.0 (X11; Linux x86_64) Firefox/127.0") == "Firefox on Linux"
        assert browser_text("Thing/1.0 (Windows NT 10.0)") == "Unknown browser on Windows"
        assert browser_text("Firefox/127.0") == "Firefox"
        assert browser_text("curl/8.5.0") == "Unknown browser"
