"""The published table of who may open what: `roles.csv`, a line for each role and view.

`python -m tests.guards.roles` writes it anew from the code; what changes in it is what changes in the
portal, and is read by a person before it is kept.
"""

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from flask import Flask

from portal.accounts import rules_roles
from portal.app import create_app
from portal.core.config import Settings
from portal.core.web.guards import GUARD

TABLE = Path(__file__).with_name("roles.csv")
NOBODY = "nobody"


@dataclass(frozen=True, order=True)
class Cell:
    """Whether a role may use a view, by these methods."""

    role: str
    endpoint: str
    methods: str
    allowed: str


def cells_of(app: Flask) -> list[Cell]:
    """Return the table as the code has it."""
    methods: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            methods.setdefault(rule.endpoint, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return sorted(
        Cell(role, endpoint, " ".join(sorted(known)), "yes" if _may(app, role, endpoint) else "no")
        for role in (NOBODY, *rules_roles.ROLES)
        for endpoint, known in methods.items()
    )


def _may(app: Flask, role: str, endpoint: str) -> bool:
    permission = getattr(app.view_functions[endpoint], GUARD)
    return permission is None or permission in rules_roles.ROLES.get(role, frozenset())


def published(path: Path = TABLE) -> list[Cell]:
    """Return the table as it was published."""
    with path.open(newline="", encoding="utf-8") as file:
        return sorted(Cell(**row) for row in csv.DictReader(file))


def publish(cells: Iterable[Cell], path: Path = TABLE) -> None:
    """Write the table."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Cell.__dataclass_fields__)
        writer.writerows(astuple(cell) for cell in cells)


def plain_app() -> Flask:
    """Return an application without a database, to read its routes."""
    return create_app(Settings(database_url="sqlite://", storage_url="memory://", testing=True))


if __name__ == "__main__":
    publish(cells_of(plain_app()))
