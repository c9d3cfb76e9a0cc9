"""`make bench`: fills a temporary database, measures, prints the table, keeps bench/figures.json.

python -m bench                 all of it, on SQLite
python -m bench pages work      only these (the names of measures are in `measured`)
python -m bench --postgresql    on a PostgreSQL server of its own
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from bench import catalogue, masterdata, pages, papers, search, work
from bench.data import fill_lists, fill_parts, orderable_numbers
from bench.figures import Figure, keep, table
from bench.world import World
from portal.app import create_app
from portal.core.config import ROOT, Settings
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.core.web.quick.garbage import settle
from portal.demo.load import load_demo

LINES = 5_000


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("only", nargs="*", help="names of measures, all without any")
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(folder, asked.postgresql) as url:
        figures = measured(Path(folder), url, asked.only)
    print(table(figures))
    if not asked.only:
        keep(figures, "postgresql" if asked.postgresql else "sqlite")


@contextmanager
def database(folder: str, postgresql: bool) -> Iterator[str]:
    """Give the address of an empty database."""
    if not postgresql:
        yield f"sqlite:///{folder}/bench.db"
        return
    from tests.server.postgres import running_postgres

    with running_postgres() as server:
        server.create_database("bench")
        yield server.url("bench", role="portal_owner")


def measured(folder: Path, url: str, only: list[str]) -> list[Figure]:
    """Fill the database and return the figures."""
    site = pages.Site(url, f"file://{folder / 'storage'}", str(folder / "floor.db"))
    app = create_app(Settings(database_url=site.database_url, storage_url=site.storage_url))
    numbers = filled(app)
    settle(app.extensions["settings"])
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
        "catalogue": lambda: catalogue.measure_catalogue(app, World()),
    }
    figures: list[Figure] = []
    for name, measure in measures.items():
        if not only or name in only:
            print(f"bench: {name}", flush=True)
            figures += measure()
    with app.app_context():
        db.engine.dispose()
    return figures


def filled(app: Flask) -> list[str]:
    """Migrate, load the demo and the benchmark's own rows; return 5,000 part numbers to order."""
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        db.session.remove()
    with app.app_context(), scoped(EVERYONE):
        load_demo(lambda words: print(f"bench: {words}", flush=True))
        fill_parts(LINES)
        fill_lists()
        numbers = orderable_numbers(LINES)
        db.session.remove()
        db.engine.dispose()
    return numbers


if __name__ == "__main__":
    main()
