"""The tests of what changed: a file asks for those of its room, and what all share for all."""

import pytest

from tests.choosing import QUICK_GUARDS, ROOT, asked_for_by, chosen

HOUSE = {
    "tests/orders",
    "tests/orders/entry",
    "tests/orders/test_states.py",
    "tests/orders/factories.py",
    "tests/notifications",
    "tests/documents",
    "tests/billing",
    "tests/test_cli.py",
    "tests/test_web.py",
    "tests/home",
    "tests/core",
    "tests/guards/test_docs.py",
    "tests/guards/test_migrations.py",
    "tests/guards",
    "tests",
    *QUICK_GUARDS,
}


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("portal/orders/states.py", ("tests/orders",)),
        ("portal/orders/entry/rows/rules_rows.py", ("tests/orders/entry",)),
        ("portal/orders/planned/routes.py", ("tests/orders",)),
        ("portal/core/web/quick/cells.py", ("tests/core",)),
        ("portal/cli.py", ("tests/test_cli.py",)),
        ("portal/reactions.py", ("tests/notifications",)),
        ("portal/rooms.py", QUICK_GUARDS),
        ("templates/orders/entry/_rows.html", ("tests/orders/entry",)),
        ("templates/emails/_layout.html", ("tests/notifications",)),
        ("templates/documents/credit_note.html", ("tests/documents",)),
        ("templates/layouts/base.html", ("tests/home",)),
        ("migrations/versions/0042_more.py", ("tests/guards/test_migrations.py",)),
        ("tests/orders/test_states.py", ("tests/orders/test_states.py",)),
        ("tests/orders/test_gone.py", ()),
        ("tests/orders/factories.py", ("tests/orders",)),
        ("tests/guards/roles.csv", ("tests/guards",)),
        ("tests/web.py", ("tests/test_web.py",)),
        ("tests/factories.py", ("tests",)),
        ("README.md", ("tests/guards/test_docs.py",)),
        ("bench/pages.py", ()),
    ],
)
def test_a_changed_file_asks_for_the_tests_of_its_place(path: str, tests: tuple[str, ...]) -> None:
    assert asked_for_by(path, HOUSE.__contains__) == tests


def test_a_folder_takes_its_files_in_and_code_brings_the_quick_guards() -> None:
    changed = ["tests/orders/test_states.py", "portal/orders/states.py"]

    assert chosen(changed, HOUSE.__contains__) == [*QUICK_GUARDS, "tests/orders"]


def test_words_alone_bring_no_guard_of_code() -> None:
    assert chosen(["docs/architecture.md", "LICENSE"], HOUSE.__contains__) == ["tests/guards/test_docs.py"]


def test_the_quick_guards_are_where_they_are_said_to_be() -> None:
    assert [path for path in QUICK_GUARDS if not (ROOT / path).is_file()] == []
