"""Which tests run on both engines: all but pages, labels, mails and words that SQLite answers as well."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ONE_ENGINE, asked_twice


@dataclass(frozen=True)
class Item:
    """A collected test, as far as the choice of engines looks at it."""

    nodeid: str
    marks: frozenset[str] = frozenset()

    @property
    def path(self) -> Path:
        return Path(self.nodeid.partition("::")[0])

    def get_closest_marker(self, name: str) -> object:
        return True if name in self.marks else None


def dropped(*items: Item) -> list[str]:
    found: list[Any] = asked_twice(list(items))  # type: ignore[arg-type]
    return [item.nodeid for item in found]


def both(path: str, *marks: str) -> tuple[Item, Item]:
    names = (f"tests/{path}::test_a[{engine}-1]" for engine in ("sqlite", "postgresql"))
    first, second = (Item(name, frozenset(marks)) for name in names)
    return first, second


def test_a_page_is_asked_of_sqlite_alone() -> None:
    assert dropped(*both("orders/views/test_hq_pages.py")) == [
        "tests/orders/views/test_hq_pages.py::test_a[postgresql-1]"
    ]


def test_services_and_what_is_marked_are_asked_of_both() -> None:
    assert dropped(*both("orders/test_service.py"), *both("orders/test_pages.py", "both_engines")) == []


def test_a_page_that_only_postgresql_has_or_that_was_named_alone_is_kept() -> None:
    assert dropped(both("orders/test_pages.py")[1]) == []


@pytest.mark.parametrize(
    ("names", "one"),
    [
        (("pages", "distributor_pages", "order_page", "labels", "mails", "rules_words", "bad_input"), True),
        (("service", "queries", "races", "login", "pages_service"), False),
    ],
)
def test_the_name_of_a_file_says_what_it_is_about(names: tuple[str, ...], one: bool) -> None:
    assert {bool(ONE_ENGINE.search(f"test_{name}.py")) for name in names} == {one}
