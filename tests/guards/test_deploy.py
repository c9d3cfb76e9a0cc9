"""What lies in `deploy/` agrees with the portal: figures that are warned of, units, the blocks of the guide."""

import re
from pathlib import Path

import pytest
from flask import Flask

from portal.core.config import ROOT
from portal.core.web import metrics
from scripts.deploy_check import CHAPTERS, GUIDE, blocks
from tests.conftest import ON_SQLITE

DEPLOY = ROOT / "deploy"
OTHERS = {"portal_database_up", "portal_part_up", "portal_release", "portal_requests_total", "up"}
"""Figures that are not read by a registered function."""


def figures_in(text: str) -> set[str]:
    """Return the figures that rules or a page name."""
    return set(re.findall(r"\bportal_[a-z_]+", text))


@ON_SQLITE
@pytest.mark.parametrize("file", [DEPLOY / "prometheus" / "alerts.yml", DEPLOY / "README.md"])
def test_a_figure_somebody_is_told_of_is_there(app: Flask, file: Path) -> None:
    known = {*metrics._figures, *OTHERS, "portal_owner", "portal_app"}
    named = figures_in(file.read_text("utf-8"))

    assert named - known == set()
    assert named


def test_a_planted_figure_is_seen() -> None:
    assert figures_in("expr: portal_no_such_figure > 1") == {"portal_no_such_figure"}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_that_is_followed_gives_something_to_type(chapter: str) -> None:
    assert blocks((ROOT / GUIDE).read_text("utf-8"), chapter)


def test_blocks_are_taken_as_they_stand() -> None:
    page = "# A\n\n## B\ntext\n\n    one \\\n        two\n    three\n\nmore\n\n    four\n\n## C\n\n    five\n"

    assert blocks(page, "## B") == ["one \\\n    two\nthree", "four"]


@pytest.mark.parametrize("unit", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda path: path.name)
def test_a_unit_starts_a_command_there_is_as_the_portals_user(unit: Path) -> None:
    text = unit.read_text("utf-8")
    asked = re.findall(r"-m portal (\S+)", text)

    assert "User=portal" in text
    assert "EnvironmentFile=/etc/parts-portal/portal.env" in text
    assert set(asked) <= {"worker", "backup"}
    assert asked or "wsgi:app" in text


def test_nginx_writes_down_no_link_that_opens_an_account() -> None:
    text = (DEPLOY / "nginx" / "parts-portal.conf").read_text("utf-8")
    pattern = re.search(r"^    ~(\S+) ", text, re.MULTILINE)

    assert pattern is not None
    for path in ("/first-admin/TOKEN", "/invite/TOKEN", "/reset/TOKEN"):
        assert re.match(pattern[1], path)
    assert "$request " not in text and "$http_referer" not in text
    assert text.count("access_log /var/log/nginx/parts-portal.log parts_portal;") == 2
