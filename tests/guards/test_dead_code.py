"""Nothing of the portal is written for tests alone; and the scanner that says so finds what is planted."""

from pathlib import Path

import pytest

from scripts.dead_code import ROOT, WAITING, complaints, names_in_templates, of_the_portal, waiting_names

PLANTED = """
__all__ = ["asked", "offered", "promised"]

def asked(facts):
    return facts["limit"] + facts["told"]

def offered(facts):
    return asked(facts)

@handles("mail")
def sent():
    pass

class Account:
    limit: int
    told: int
    forgotten: int
    kept: Mapped[int]

    def shown(self):
        return self
"""


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A package of one module, beside a page that shows an account."""
    package = tmp_path / "room"
    package.mkdir()
    (package / "rules.py").write_text(PLANTED)
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "page.html").write_text("forgotten {{ account.shown() }} {% if code == 'told' %}{% endif %}")
    return package


def unread(package: Path, *excepted: str, pages: bool = True) -> list[str]:
    """Return the complaints about a planted package, without file and line."""
    used = names_in_templates(package.parent / "pages") if pages else set()
    return [line.partition(" ")[2] for line in complaints(package, (), used, excepted)]


def test_a_planted_function_is_found_though_it_is_offered(planted: Path) -> None:
    assert unread(planted) == [
        "nothing reads class Account",
        "nothing reads variable forgotten",
        "nothing reads function offered",
    ]


def test_what_a_page_reads_is_read(planted: Path) -> None:
    assert "nothing reads method shown" in unread(planted, pages=False)
    assert "nothing reads method shown" not in unread(planted)


def test_an_exception_counts_while_it_is_needed(planted: Path) -> None:
    assert unread(planted, "Account", "forgotten", "offered") == []
    assert unread(planted, "Account", "forgotten", "offered", "asked") == ["is excepted, but is read or gone"]


def test_rules_wait_by_the_first_column_alone() -> None:
    table = (
        "| rule | where |\n|---|---|\n| `ledger_of`, `debits` | `portal/finance` |\n\n- `open_actions` waits as well\n"
    )

    assert waiting_names(table) == ["ledger_of", "debits"]


def test_every_rule_that_waits_says_where_it_is_and_what_for() -> None:
    rows = [line for line in WAITING.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]

    assert len(rows) > 10
    for row in rows:
        _, names, place, purpose, _ = row.split("|")
        source = (ROOT / place.strip(" `")).read_text(encoding="utf-8")
        assert all(name in source for name in waiting_names(f"|{names}|")), row
        assert len(purpose.split()) >= 4, row


def test_nothing_of_the_portal_is_read_by_tests_alone() -> None:
    assert of_the_portal() == []
