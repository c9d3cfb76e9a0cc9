"""The browser is there and starts with the options of the tests."""

import subprocess
from pathlib import Path

import pytest

from tests.server.chromium import LAUNCH_ARGS, ChromiumMissing, chromium_path

pytestmark = pytest.mark.browser


def test_the_browser_shows_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<script>document.title = 1 + 1</script>", encoding="utf-8")
    command = [
        chromium_path(),
        "--headless",
        *LAUNCH_ARGS,
        f"--user-data-dir={tmp_path / 'profile'}",
    ]

    shown = subprocess.run(
        [*command, "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert "<title>2</title>" in shown.stdout


def test_a_missing_browser_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ChromiumMissing, match=r"apt-get install chromium$"):
        chromium_path()
