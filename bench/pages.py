"""Pages through a real server: CPU per request as a multiple of the floor, sizes, memory, the upload."""

import io
from dataclasses import dataclass

from bench.client import Client, compared, multipart
from bench.data import BIG_ORDER
from bench.figures import Figure
from bench.server import cpu_seconds, gunicorn, megabytes
from portal.core.sheets.writer import Column, ColumnKind, write_xlsx
from portal.demo.people import PASSWORD

BUYER, REVIEWER = "buyer@nile.example", "reviewer@hq.example"
FLOOR = "floor"
PAGES = {
    "order list, 50 rows": (BUYER, "/orders"),
    "order of 50 lines, distributor": (BUYER, f"/orders/{BIG_ORDER}"),
    "order of 50 lines, headquarters": (REVIEWER, f"/hq/orders/{BIG_ORDER}"),
    "review queue, 50 of 200 rows": (REVIEWER, "/hq/review"),
    "catalogue, 50 parts": (BUYER, "/catalogue"),
}
TIMES_FLOOR, MOST_COMPRESSED = 1.5, 12_000
ROUNDS, TIMES = 5, 30
MIXED = 300


@dataclass(frozen=True, slots=True)
class Site:
    """Where the benchmark's portal and floor keep their data."""

    database_url: str
    storage_url: str
    floor_file: str

    @property
    def environ(self) -> dict[str, str]:
        """Return the settings of the portal's server."""
        return {"DATABASE_URL": self.database_url, "STORAGE_URL": self.storage_url}


def measure_pages(site: Site) -> list[Figure]:
    """Measure the pages and the floor in one run, in turn."""
    with (
        gunicorn("bench.floor:app", {"FLOOR_DB": site.floor_file}, "/rows") as floor,
        gunicorn("wsgi:app", site.environ, "/healthz") as portal,
    ):
        people = {email: signed_in(portal, email) for email in (BUYER, REVIEWER)}
        pages = {name: (people[who], path) for name, (who, path) in PAGES.items()}
        found = compared({FLOOR: (Client(*floor, {"token": "known"}), "/rows"), **pages}, ROUNDS, TIMES)
    base = found.pop(FLOOR)
    figures = [Figure("floor, 50 rows: CPU", base.cpu_ms, "ms"), Figure("floor: wall", base.wall_ms, "ms")]
    for name, asked in found.items():
        cost = f"{asked.cpu_ms:.1f} ms CPU, {asked.wall_ms:.1f} ms wall"
        figures += [
            Figure(f"{name}: CPU", asked.cpu_ms / base.cpu_ms, "x floor", TIMES_FLOOR, cost),
            Figure(
                f"{name}: compressed",
                asked.compressed / 1000,
                "kB",
                MOST_COMPRESSED / 1000,
                f"{asked.size / 1000:.1f} kB plain",
            ),
        ]
    return figures


def signed_in(server: tuple[str, int], email: str) -> Client:
    """Return a client that has signed in."""
    client = Client(*server)
    client.sign_in(email, PASSWORD)
    return client


def measure_upload(site: Site, numbers: list[str]) -> list[Figure]:
    """Measure a spreadsheet of 5,000 lines up to its checked preview, and a page of the preview."""
    rows = [(number, 10, "") for number in numbers]
    columns = [Column("Part number"), Column("Quantity", ColumnKind.INTEGER), Column("Note")]
    target = io.BytesIO()
    write_xlsx(target, columns, rows)
    book = target.getvalue()
    with gunicorn("wsgi:app", site.environ, "/healthz") as server:
        client = signed_in(server, BUYER)
        burnt = []
        for turn in range(3):
            fields = {"csrf_token": client.token("/orders/new"), "do": "check", "idempotency_key": f"bench-{turn}"}
            body, kind = multipart(fields, book, "lines.xlsx")
            before = cpu_seconds(client.pid)
            status, _body, where = client.ask("POST", "/orders/new", body, kind)
            burnt.append(cpu_seconds(client.pid) - before)
            assert status == 303, status
        preview = compared({"preview": (client, where)}, 3, 20)["preview"]
    return [
        Figure(f"upload of {len(rows):,} lines to a checked draft: CPU", min(burnt), "s", 0.5, "best of 3"),
        Figure("page of the preview, 100 rows: CPU", preview.cpu_ms, "ms", 5),
    ]


def measure_memory(site: Site) -> list[Figure]:
    """Measure the memory of two workers after some hundred mixed requests, and whether it stays."""
    with gunicorn("wsgi:app", site.environ, "/healthz", workers=2) as server:
        people = {email: signed_in(server, email) for email in (BUYER, REVIEWER)}
        held = []
        for _half in range(2):
            for turn in range(MIXED // 2):
                who, path = list(PAGES.values())[turn % len(PAGES)]
                people[who].page(path)
            held.append(megabytes(server[1]))
    return [
        Figure(f"memory of 2 workers after {MIXED} requests", held[1], "MB", 250),
        Figure("memory grown in the second half", held[1] - held[0], "MB"),
    ]
