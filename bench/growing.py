"""Refuses pages whose statements do more work the more years lie behind them.

Work is counted and not timed, so that it is the same on any machine however busy: on SQLite the steps of its virtual
machine, on PostgreSQL the rows all nodes of its plan touched. A statement may do as much as a page of 50 rows and its
capped counts need (`MOST`); what does more reads history. The plan is told beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

MOST: Mapping[str, int] = {"sqlite": 200_000, "postgresql": 30_000}
"""Steps of the virtual machine, and rows all nodes of a plan touch, of a statement; a few milliseconds on either."""
UNITS: Mapping[str, str] = {"sqlite": "steps", "postgresql": "rows"}
ALLOWED: Mapping[str, tuple[int, str]] = {
    "ready to ship": (3, "10,000 orders that stand ready are put into groups: what is open, and no history"),
    "allocation runs": (2, "20,000 lines that wait for stock are added up: what is open, and no history"),
    "set-up": (2, "2,000 companies are asked, in one look at each, for all that each lacks"),
}
"""Pages of which a statement may take so many times as much, and why."""
EVERY = 1_000
"""The virtual machine is asked after so many steps."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as it was sent, with its values."""

    text: str
    values: Any


@dataclass(frozen=True, slots=True)
class Work:
    """What a statement took: steps or pages, and its plan."""

    sent: Sent
    units: int
    plan: str

    def told(self) -> str:
        """Return it in lines: how much, the statement's beginning, its plan."""
        return f"{self.units:,}\n    {' '.join(self.sent.text.split())[:1500]}\n      " + self.plan.replace(
            "\n", "\n      "
        )


@contextmanager
def overheard(engine: sa.Engine) -> Iterator[list[Sent]]:
    """Collect the reading statements sent while the block runs."""
    heard: list[Sent] = []

    def note(_conn: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH", "(")) and "set_config" not in statement:
            heard.append(Sent(statement, values))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield heard
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def work_of(connection: sa.Connection, sent: Sent) -> Work:
    """Send a statement once more and count what it takes."""
    if connection.dialect.name == "postgresql":
        explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sent.text}"
        told = connection.exec_driver_sql(explain, sent.values)
        plan = told.scalar_one()[0]["Plan"]
        return Work(sent, _touched(plan), _lines(plan))
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += EVERY
        return 0

    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(count, EVERY)
    try:
        connection.exec_driver_sql(sent.text, sent.values).all()
    finally:
        driver.set_progress_handler(None, 0)
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent.text}", sent.values)
    return Work(sent, steps, "\n".join(str(row[-1]) for row in rows))


_REMOVED = ("Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")


def _touched(node: Mapping[str, Any]) -> int:
    """Return how many rows a node of a plan handed on or left out, and all below it."""
    rows = float(node.get("Actual Rows", 0)) + sum(float(node.get(name, 0)) for name in _REMOVED)
    return round(rows * float(node.get("Actual Loops", 1))) + sum(map(_touched, node.get("Plans", ())))


def _lines(node: Mapping[str, Any], depth: int = 0) -> str:
    """Return a plan as one line a node: what it does, on what, how many rows it took."""
    on = node.get("Index Name") or node.get("Relation Name") or ""
    own = f"{'  ' * depth}{node['Node Type']} {on}: {_touched({**node, 'Plans': ()}):,} rows"
    return "\n".join([own, *(_lines(each, depth + 1) for each in node.get("Plans", ()))])


def most_of(works: Sequence[Work]) -> int:
    """Return what the largest of these took."""
    return max((work.units for work in works), default=0)


def refused(page: str, works: Sequence[Work], dialect: str) -> list[Work]:
    """Return what took more than a statement of this page may."""
    times, _why = ALLOWED.get(page, (1, ""))
    return [work for work in works if work.units > times * MOST[dialect]]
