"""`make bench`: fills databases, measures, prints the table, keeps bench/figures.json.

python -m bench                     all of it, on SQLite
python -m bench pages work          only these (the names of measures are in `measured`)
python -m bench --postgresql        on a PostgreSQL server of its own
python -m bench --folder DIR growth in a folder that is kept: what it holds by now is not filled again
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from bench import catalogue, growth, masterdata, mixed, pages, papers, search, work
from bench.data import fill_lists, fill_parts, orderable_numbers
from bench.figures import Figure, keep, table
from bench.trade import Trade
from bench.world import World
from portal.app import create_app
from portal.core.config import ROOT, Settings
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.core.web.quick.garbage import settle
from portal.demo.load import load_demo

LINES = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where databases are made, by their names; PostgreSQL's process, where one serves them."""

    folder: Path
    url: Callable[[str], str]
    server: int | None = None

    def portal(self, name: str) -> Flask:
        """Return the portal over a database of this name."""
        return create_app(Settings(database_url=self.url(name), storage_url=f"file://{self.folder / 'storage'}"))


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("only", nargs="*", help="names of measures, all without any")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--folder", help="where databases are kept; a temporary folder without it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(asked.folder or passing)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # PostgreSQL's own account walks there
        with _on_postgresql(folder) if asked.postgresql else _on_sqlite(folder) as place:
            figures = measured(place, asked.only)
    print(table(figures))
    if not asked.only:
        keep(figures, "postgresql" if asked.postgresql else "sqlite")


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[Place]:
    yield Place(folder, lambda name: f"sqlite:///{folder}/{name}.db")


@contextmanager
def _on_postgresql(folder: Path) -> Iterator[Place]:
    """Give databases of a server of one's own, with the memory a car maker's would have at least."""
    from tests.server.postgres import ROLES, PostgresServer
    from tests.server.postgres_cluster import Cluster

    cluster = Cluster(folder / "postgresql")
    server = PostgresServer(cluster, shared=False)
    if not cluster.data.exists():
        cluster.base.mkdir()
        cluster.make(survives_crash=False)
        with (cluster.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("shared_buffers = '1GB'\nmax_wal_size = '8GB'\nwal_level = minimal\nmax_wal_senders = 0\n")
        cluster.start()
        server.run_script(ROLES)
        for name in ("bench", "demo"):
            server.create_database(name)
    else:
        cluster.start()
    try:
        pid = growth.pid_of_server(cluster.data)
        yield Place(folder, lambda name: server.url(name, role="portal_owner"), pid)
    finally:
        cluster.stop()


def measured(place: Place, only: list[str]) -> list[Figure]:
    """Fill the databases and return the figures."""
    site = pages.Site(place.url("bench"), f"file://{place.folder / 'storage'}", str(place.folder / "floor.db"))
    app, world = place.portal("bench"), World()
    numbers = filled(app)
    settle(app.extensions["settings"])

    def grown() -> list[Figure]:
        demo = place.portal("demo")
        filled(demo)
        figures = fill_trade(app, world)
        return figures + growth.measure_growth(app, demo, site.floor_file, place.server)

    measures: dict[str, Callable[[], list[Figure]]] = {
        "pages": lambda: pages.measure_pages(site),
        "statements": lambda: work.count_statements(app),
        "memory": lambda: pages.measure_memory(site),
        "upload": lambda: pages.measure_upload(site, numbers),
        "submit": lambda: work.measure_submits(app, numbers),
        "allocation": lambda: work.measure_allocation(app),
        "papers": papers.measure_papers,
        "search": lambda: search.measure_search(app),
        "prices": lambda: masterdata.measure_prices(app),
        "catalogue": lambda: catalogue.measure_catalogue(app, world),
        "mixed": lambda: mixed.measure_mixed(app, site, place.server),
        "growth": grown,
    }
    figures: list[Figure] = []
    for name, measure in measures.items():
        if not only or name in only:
            print(f"bench: {name}", flush=True)
            figures += measure()
    with app.app_context():
        db.engine.dispose()
    return figures


def fill_trade(app: Flask, world: World) -> list[Figure]:
    """Fill the world and its trade where they are not there yet; tell how long that took."""
    with app.app_context(), scoped(EVERYONE):
        took = world.fill()
        trade = Trade(world.parts)
        return [Figure("filled: parts and years of trade", took + trade.fill(), "s")]


def filled(app: Flask) -> list[str]:
    """Migrate, load the demo and the benchmark's own rows, where they are not there yet; 5,000 numbers to order."""
    with app.app_context():
        fresh = not sa.inspect(db.engine).has_table("part")
        upgrade(directory=str(ROOT / "migrations"))
        db.session.remove()
    with app.app_context(), scoped(EVERYONE):
        if fresh:
            load_demo(lambda words: print(f"bench: {words}", flush=True))
            fill_parts(LINES)
            fill_lists()
        numbers = orderable_numbers(LINES)
        db.session.remove()
        db.engine.dispose()
    return numbers


if __name__ == "__main__":
    main()
