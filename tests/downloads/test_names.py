"""What files of lists are called among one's downloads: words of the reader's language, no names of code."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.core.config import ROOT
from portal.downloads.models import FileState, ListFile
from portal.masterdata.ports import kinds_there_are
from portal.notifications.labels_lists import LISTS, list_of
from tests.factories import make_hq_user, saved
from tests.web import Browser

NOW = datetime.now(UTC)


def named_in(source: str) -> Iterator[str]:
    """Yield how each list in a source names its file: the name or what it begins with, else the code that makes it."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "file"):
            continue
        if len(node.args) < 3:
            continue
        name = node.args[1].values[0] if isinstance(node.args[1], ast.JoinedStr) else node.args[1]
        yield str(name.value) if isinstance(name, ast.Constant) else ast.unparse(name)


def every_name() -> set[str]:
    """Return how every list of the portal names its file."""
    return {name for path in (ROOT / "portal").rglob("*.py") for name in named_in(path.read_text())}


def test_every_list_that_is_had_as_a_file_has_words() -> None:
    of_kinds = "kind.name.replace('_', '-')"
    names = every_name()

    assert of_kinds in names and len(names) > 25
    unnamed = {name for name in names - {of_kinds} if name.rstrip("-") not in LISTS}
    assert unnamed | {one.name for one in kinds_there_are() if one.name.replace("_", "-") not in LISTS} == set()


def test_a_list_without_words_would_be_found() -> None:
    source = 'X.file(kind, "secret-list", whole)\nX.file(kind, f"shelf-{code}", whole)\nX.file(kind, one.number, whole)'

    assert list(named_in(source)) == ["secret-list", "shelf-", "one.number"]


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("allocation-run-12", "allocation-run"),
        ("movements-CKG-2", "movements"),
        ("count-sheet-CS-2026-000012", "count-sheet"),
        ("list-prices", "list-prices"),
        ("something-else", "something-else"),
    ],
)
def test_a_file_is_of_its_list_whatever_number_stands_behind_it(app: Flask, name: str, of: str) -> None:
    assert list_of(name) == of


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Movements", "Receipts", "List prices"]),
        ("zh", ["库存变动", "到货", "目录价格"]),
        ("ar", ["الحركات", "التوريدات", "أسعار القوائم"]),
    ],
)
def test_ones_downloads_are_told_in_words_of_the_reader(app: Flask, language: str, told: list[str]) -> None:
    user = make_hq_user(role="hq_admin", locale=language)
    for number, name in enumerate(("list-prices", "planned-receipts", "movements-CKG")):
        times = {"asked_at": NOW, "expires_at": NOW + timedelta(days=1)}
        where = {"public_id": f"f{number}", "kind": "xlsx", "address": f"/hq/data/{name}", "rows": 9_000}
        saved(ListFile(user_id=user.id, name=name, state=FileState.MAKING, **where, **times))

    page = Browser(app).sign_in(user).page("/hq/downloads")

    assert [row[0] for row in page.rows()] == told
