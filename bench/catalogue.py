"""The search of the catalogue at the size of a car maker: what a question of each kind costs.

All questions are asked in turn, so none is the same as the one before it, and all of them three times: the least
counts, for what others do on the machine only adds to it. Beside them stands a floor, 50 parts read by their ids,
which tells how fast the machine is at the moment. On SQLite our process is the database too; of PostgreSQL the CPU of
the server's process that answers is told apart, as the system counts it.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import NamedTuple

import sqlalchemy as sa
from flask import Flask

from bench.figures import Figure
from bench.world import FIRST_ID, PLACES, World
from portal.accounts.models import Distributor
from portal.catalogue.models import SoldVehicle
from portal.catalogue.queries import parts_by_id
from portal.catalogue.search.queries import FILTERS, SORTS, Reader, parts_found
from portal.core.data.sessions import db, on_postgresql
from portal.core.scope import EVERYONE, scope_of, scoped
from portal.core.tables import list_state
from portal.core.web.quick.garbage import settle
from portal.demo.names import LOCALES, kinds

MOST_MS = 5.0
ROUNDS = 60
"""Questions of each kind."""
TIMES = 3


class Spent(NamedTuple):
    """Milliseconds: of CPU in our own process and in the server's, and on the wall."""

    own: float
    server: float
    wall: float


def measure_catalogue(app: Flask, world: World) -> list[Figure]:
    """Fill a world and ask it questions of all kinds; median and 99th percentile of each kind and of all together."""
    with app.app_context(), scoped(EVERYONE):
        world.fill()
        settle(app.extensions["settings"])
        owner = db.session.scalar(sa.select(sa.func.min(Distributor.id))) or 0
        questions = _questions(world)
        with scoped(scope_of(owner)):
            figures = asked(questions, Reader(owner, "en"))
        db.session.remove()
        return figures


def _questions(world: World) -> dict[str, list[str]]:
    dice = world.dice("questions")
    return {kind: [make(dice) for _ in range(ROUNDS)] for kind, make in _kinds(world).items()}


def asked(questions: dict[str, list[str]], reader: Reader) -> list[Figure]:
    """Return the figures of a world that is filled."""
    server = _server()
    least: dict[str, list[Spent]] = {}
    floor: list[Spent] = []
    for texts in questions.values():  # statements are built, plans are made
        for text in texts[:10]:
            _search(text, reader)
    for _time in range(TIMES):
        once: dict[str, list[Spent]] = {}
        for at in range(ROUNDS):
            ids = range(FIRST_ID + 50 * at, FIRST_ID + 50 * at + 50)
            floor.append(_spent(partial(parts_by_id, ids, "en"), server))
            for kind, texts in questions.items():
                once.setdefault(kind, []).append(_spent(partial(_search, texts[at], reader), server))
        least = {kind: _least(least.get(kind, some), some) for kind, some in once.items()}
    own, told = median(one.own for one in floor), median(one.server for one in floor)
    return [
        Figure("catalogue: floor, 50 parts by id", own, "ms CPU", None, f"server {told:.2f}" if told else ""),
        *_figures(least),
    ]


def _search(text: str, reader: Reader) -> None:
    parts_found(list_state({"q": text}, sorts=SORTS, filters=FILTERS), reader)


def _server() -> Callable[[], float]:
    """Return what tells the milliseconds PostgreSQL's process of our connection has used; none on SQLite."""
    if not on_postgresql():
        return lambda: 0.0
    counted = Path(f"/proc/{db.session.scalar(sa.select(sa.func.pg_backend_pid()))}/schedstat")
    return lambda: int(counted.read_text().split()[0]) / 1_000_000


def _spent(work: Callable[[], object], server: Callable[[], float]) -> Spent:
    there, wall, own = server(), time.perf_counter(), time.process_time()
    work()
    own, wall = time.process_time() - own, time.perf_counter() - wall
    return Spent(own * 1000, server() - there, wall * 1000)


def _least(some: list[Spent], others: list[Spent]) -> list[Spent]:
    return [Spent(*map(min, one, other)) for one, other in zip(some, others, strict=True)]


def _figures(least: dict[str, list[Spent]]) -> Iterator[Figure]:
    every = [one for some in least.values() for one in some]
    for kind, some in (*least.items(), ("all kinds", every)):
        own, server = [one.own for one in some], [one.server for one in some]
        yield Figure(f"catalogue: {kind}", _high(own), "ms CPU p99", MOST_MS, f"median {median(own):.2f}")
        if any(server):
            told = f"median {median(server):.2f}"
            yield Figure(f"catalogue: {kind}, server", _high(server), "ms CPU p99", MOST_MS, told)
    walls = [one.wall for one in every]
    yield Figure("catalogue: all kinds, wall", _high(walls), "ms p99", None, f"median {median(walls):.2f}")


def _high(some: list[float]) -> float:
    return quantiles(some, n=100, method="inclusive")[98]


def _kinds(world: World) -> dict[str, Callable[[Random], str]]:
    numbers, every = world.numbers(), list(kinds().values())
    vins = list(db.session.scalars(sa.select(SoldVehicle.vin)))

    def words_in(at: int) -> Callable[[Random], str]:
        return lambda dice: _some_words(dice.choice(every).names[LOCALES[at]], dice)

    def placed(dice: Random) -> str:
        return (
            f"{dice.choice(every).names['en']} {PLACES[dice.choice(list(PLACES)[1:])][0]} {dice.choice(world.models)}"
        )

    return {
        "whole number": lambda dice: dice.choice(numbers),
        "number, other punctuation": lambda dice: " ".join(dice.choice(numbers).replace("-", "/").lower()),
        "beginning of a number": lambda dice: dice.choice(numbers)[: dice.randint(2, 6)],
        "middle of a number": lambda dice: dice.choice(numbers)[3 : dice.randint(6, 8)],
        "misspelt number": lambda dice: _misspelt(dice.choice(numbers), dice),
        **{f"words, {locale}": words_in(at) for at, locale in enumerate(LOCALES)},
        "one word": lambda dice: dice.choice(dice.choice(every).names["en"].split()),
        "beginning of a word": lambda dice: dice.choice(dice.choice(every).names["en"].split())[: dice.randint(2, 4)],
        "words, place and model": placed,
        "misspelt words": lambda dice: " ".join(_misspelt(one, dice) for one in dice.choice(every).names["en"].split()),
        "one Chinese sign": lambda dice: dice.choice(dice.choice(every).names["zh"]),
        "own number, whole": lambda dice: f"OWN{dice.randrange(world.own_numbers) * 7919 % 1_000_003:07d}",
        "own number, its middle": lambda dice: f"{dice.randrange(1000):03d}{dice.randrange(10)}",
        "HS code": lambda dice: dice.choice(every).hs_code[: dice.choice((4, 6))],
        "VIN": lambda dice: dice.choice(vins),
        "nothing of the kind": lambda dice: "zzqx" + str(dice.randrange(1000)),
    }


def _some_words(name: str, dice: Random) -> str:
    words = name.split()
    return " ".join(words[: dice.randint(1, len(words))])


def _misspelt(word: str, dice: Random) -> str:
    if len(word) < 5:
        return word
    at = dice.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
