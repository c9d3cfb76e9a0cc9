"""Many people at once: two web and two worker processes, 64 clients, pages of both doors, now and then a change.

Each client asks for its next page as soon as it has one, so the servers are never idle: what they answer a second is
what two cores can do. Then the same people ask at a rate of 300 a second, or at seven tenths of what was possible where
that is less, and how long they wait is measured. The clients' own share of the processor is told: they run on the same
cores.
"""

import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import sqlalchemy as sa
from flask import Flask

from bench.figures import Figure
from bench.growth import LIMITS, MANAGER, REVIEWER
from bench.pages import Site
from bench.server import ROOT, cpu_seconds, gunicorn, megabytes
from portal.accounts import service_sessions
from portal.accounts.models import UserAccount
from portal.catalogue.models import Part
from portal.core.actor import Door
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.scope import EVERYONE, scoped
from portal.orders.models import SalesOrder

CLIENTS, WEB, WORKERS = 64, 2, 2
WANTED, SHARE, MOST_WAIT = 300.0, 0.7, 100.0
"""Answers a second to be reached, the share of what is possible at which waits are measured, milliseconds of p95."""
SECONDS = 20
WRITES = 0.05
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
ORDERED, PART = "{order}", "{part}"
DEALER_PAGES = (
    "/", "/orders", "/orders", f"/orders/{ORDERED}", f"/orders/{ORDERED}", "/catalogue", "/catalogue?q=brake+disc",
    f"/catalogue?q={PART}", f"/catalogue/{PART}", "/shipments", "/invoices", "/documents", "/inbox",
)  # fmt: skip
HQ_PAGES = (
    "/hq/", "/hq/review", "/hq/review", "/hq/orders", f"/hq/orders/{ORDERED}", f"/hq/orders/{ORDERED}",
    "/hq/search?q=PO-123",
)  # fmt: skip
AT_HEADQUARTERS = (REVIEWER, MANAGER)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: the cookie, the pages in which order they come, and a part to call by a number of one's own."""

    cookie: str
    pages: Sequence[str]
    part: str = ""


@dataclass
class Told:
    """What came of a run: how long each answer took, what was no answer, seconds in all."""

    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Return the answers a second."""
        return len(self.waits) / self.seconds


class Asker:
    """One connection that is kept."""

    def __init__(self, address: str, person: Person, told: Told, chance: random.Random) -> None:
        split = urlsplit(address)
        self.place = (split.hostname or "", split.port or 80)
        self.person, self.told, self.chance, self.kept = person, told, chance, ""
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def once(self) -> None:
        """Ask for one page, or write something and follow where that leads."""
        if self.person.part and self.chance.random() < WRITES:
            page = await self._asked("GET", f"/catalogue/{self.person.part}")
            token = TOKEN.search(page)
            if token is not None:
                fields = {"csrf_token": token.group(1).decode(), "own_number": f"OWN-{self.chance.randrange(10**6)}"}
                await self._asked("POST", f"/catalogue/own-numbers/{self.person.part}", urlencode(fields).encode())
            return
        await self._asked("GET", self.chance.choice(self.person.pages))

    async def _asked(self, method: str, path: str, body: bytes = b"") -> bytes:
        begun = time.perf_counter()
        status, answer = await self._sent(method, path, body)
        self.told.waits.append((time.perf_counter() - begun) * 1000)
        if status not in {200, 303}:
            self.told.errors.append(f"{method} {path}: {status}")
        return answer

    async def _sent(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection(*self.place)
        assert self.reader is not None
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.place[0]}:{self.place[1]}\r\n"
        head += f"Cookie: {self.person.cookie}{self.kept}\r\n"
        if body:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        self.writer.write(f"{head}Accept-Language: en\r\n\r\n".encode() + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        headers = {name.lower(): value for line in lines[1:] for name, _, value in [line.partition(b": ")]}
        for line in lines[1:]:
            if line.lower().startswith(b"set-cookie: session="):
                self.kept = "; " + line[12:].split(b";", 1)[0].decode()
        if headers.get(b"transfer-encoding") == b"chunked":
            answer = b""
            while size := int(await self.reader.readuntil(b"\r\n"), 16):
                answer += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readexactly(2)
        else:
            answer = await self.reader.readexactly(int(headers.get(b"content-length", 0)))
        if headers.get(b"connection") == b"close":
            self.writer.close()
            self.writer = None
        return int(lines[0].split()[1]), answer


async def _run(address: str, people: Sequence[Person], seconds: float, rate: float | None, seed: int) -> Told:
    """Let people ask for so long: as fast as they are answered, or together at a rate a second."""
    told, chance = Told(), random.Random(seed)
    askers = [Asker(address, person, told, random.Random(chance.random())) for person in people]
    begun = time.perf_counter()

    async def one(asker: Asker) -> None:
        while (now := time.perf_counter()) - begun < seconds:
            await asker.once()
            if rate is not None:
                due = now + asker.chance.expovariate(rate / len(people))
                await asyncio.sleep(max(0.0, due - time.perf_counter()))

    await asyncio.gather(*(one(asker) for asker in askers))
    told.seconds = time.perf_counter() - begun
    return told


def people_of(app: Flask) -> list[Person]:
    """Let 64 people sign in: a quarter at headquarters, the others each at a company with orders."""
    found = []
    with app.app_context(), scoped(EVERYONE):
        order = sa.select(sa.func.max(SalesOrder.number)).where(
            SalesOrder.distributor_id == UserAccount.distributor_id, SalesOrder.state.in_(("closed", "released"))
        )
        wanted = sa.select(UserAccount.id, UserAccount.door, order.scalar_subquery().label("number"))
        dealers = wanted.where(UserAccount.door == Door.DISTRIBUTOR, UserAccount.roles.contains("dealer_"))
        rows = [row for row in db.session.execute(dealers.order_by(UserAccount.id)) if row.number]
        rows = rows[:: max(1, len(rows) // (CLIENTS * 3 // 4))][: CLIENTS * 3 // 4]
        parts = list(db.session.scalars(sa.select(Part.number).where(Part.state == "active").limit(CLIENTS)))
        newest = db.session.scalar(sa.select(sa.func.max(SalesOrder.number)).where(SalesOrder.state == "closed")) or ""
        named = sa.select(UserAccount.id, UserAccount.email, UserAccount.door)
        staff = {row.email: row for row in db.session.execute(named)}
        db.session.remove()
        for row, part in zip(rows, parts, strict=False):
            token = perform(service_sessions.start_session, row.id, row.door, LIMITS, utc_now())
            pages = [page.format(order=row.number, part=part) for page in DEALER_PAGES]
            found.append(Person(f"portal_d={token}", pages, part))
        for at in range(CLIENTS - len(found)):
            row = staff[AT_HEADQUARTERS[at % len(AT_HEADQUARTERS)]]
            token = perform(service_sessions.start_session, row.id, row.door, LIMITS, utc_now())
            found.append(Person(f"portal_hq={token}", [page.format(order=newest) for page in HQ_PAGES]))
    return found


@contextmanager
def workers(site: Site) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run worker processes beside the web."""
    command = [sys.executable, "-m", "portal", "worker"]
    kept = {name: value for name, value in os.environ.items() if name != "EMBEDDED_WORKER"}
    ran = [subprocess.Popen(command, cwd=ROOT, env={**kept, **site.environ}) for _each in range(WORKERS)]
    try:
        yield ran
    finally:
        for each in ran:
            each.terminate()
        for each in ran:
            each.wait(timeout=30)


def measure_mixed(app: Flask, site: Site, server: int | None = None) -> list[Figure]:
    """Measure what two cores answer a second, and how long people wait; `server` is PostgreSQL's process."""
    people = people_of(app)
    with ExitStack() as stack:
        address, pid = stack.enter_context(gunicorn("wsgi:app", site.environ, "/healthz", workers=WEB))
        beside = stack.enter_context(workers(site))
        asyncio.run(_run(address, people, SECONDS / 4, None, 1))
        pids = {"web": [pid], "workers": [each.pid for each in beside], "database": [server] if server else []}
        before = {name: sum(map(cpu_seconds, those)) for name, those in pids.items()}
        own = time.process_time()
        full = asyncio.run(_run(address, people, SECONDS, None, 2))
        own = time.process_time() - own
        burnt = {name: sum(map(cpu_seconds, those)) - before[name] for name, those in pids.items()}
        rate = min(WANTED, full.rate * SHARE)
        paced = asyncio.run(_run(address, people, SECONDS, rate, 3))
        held = megabytes(pid)
    each = {name: 1000 * spent / len(full.waits) for name, spent in burnt.items()}
    errors = full.errors + paced.errors
    p95 = statistics.quantiles(paced.waits, n=20)[-1]
    told = ", ".join(f"{name} {spent:.1f} ms" for name, spent in each.items())
    return [
        Figure("mixed load, 64 clients: answers a second", full.rate, "/s", None, f"CPU an answer: {told}"),
        Figure("mixed load: CPU of an answer", sum(each.values()), "ms", 2000 / WANTED, "of two cores"),
        Figure("mixed load: the clients' own share of two cores", own / full.seconds / 2 * 100, "%"),
        Figure(f"mixed load at {paced.rate:.0f} a second: p95", p95, "ms", MOST_WAIT),
        Figure("mixed load: answers that were none", len(errors), "", 0, "; ".join(errors[:3])),
        Figure("mixed load: memory of the web's 2 processes", held, "MB", 250),
    ]
