"""The search of the catalogue at the size of a car maker: what a question of each kind costs.

Each question is asked once, as people ask: none is the same as the one before it. Beside them stands a floor, 50
parts read by their ids, which tells how fast the machine is at the moment.
"""

import time
from collections.abc import Callable, Iterator
from random import Random
from statistics import quantiles

import sqlalchemy as sa
from flask import Flask

from bench.figures import Figure
from bench.world import FIRST_ID, PLACES, World
from portal.accounts.models import Distributor
from portal.catalogue.models import SoldVehicle
from portal.catalogue.queries import parts_by_id
from portal.catalogue.queries_search import FILTERS, SORTS, Reader, parts_found
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.core.tables import list_state
from portal.core.web.quick.garbage import settle
from portal.demo.names import LOCALES, kinds

MOST_MS = 5.0
ROUNDS = 60
"""Questions of each kind."""


def measure_catalogue(app: Flask, world: World) -> list[Figure]:
    """Fill a world and ask it questions of all kinds; median and 99th percentile of each kind and of all together."""
    with app.app_context(), scoped(EVERYONE):
        world.fill()
        settle(app.extensions["settings"])
        return asked(world)


def asked(world: World) -> list[Figure]:
    """Return the figures of a world that is filled."""
    owner = db.session.scalar(sa.select(sa.func.min(Distributor.id))) or 0
    reader, dice = Reader(owner, "en"), world.dice("questions")
    questions = {kind: [make(dice) for _ in range(ROUNDS)] for kind, make in _kinds(world).items()}
    for texts in questions.values():  # statements are built, plans are made
        _each(reader, texts[:10])
    walls: dict[str, list[float]] = {}
    burnt: dict[str, list[float]] = {}
    floor: list[float] = []
    for at in range(ROUNDS):
        started = time.process_time()
        parts_by_id(range(FIRST_ID + 50 * at, FIRST_ID + 50 * at + 50), "en")
        floor.append((time.process_time() - started) * 1000)
        for kind, texts in questions.items():
            ((wall, cpu),) = _each(reader, texts[at : at + 1])
            walls.setdefault(kind, []).append(wall)
            burnt.setdefault(kind, []).append(cpu)
    db.session.remove()
    return [Figure("catalogue: floor, 50 parts by id", _middle(floor), "ms CPU"), *_figures(walls, burnt)]


def _figures(walls: dict[str, list[float]], burnt: dict[str, list[float]]) -> Iterator[Figure]:
    every = [one for some in burnt.values() for one in some]
    waited = [one for some in walls.values() for one in some]
    for kind, some in burnt.items():
        yield Figure(f"catalogue: {kind}", _high(some), "ms CPU p99", MOST_MS, f"median {_middle(some):.2f}")
    yield Figure("catalogue: all kinds", _high(every), "ms CPU p99", MOST_MS, f"median {_middle(every):.2f}")
    yield Figure("catalogue: all kinds, wall", _high(waited), "ms p99", None, f"median {_middle(waited):.2f}")


def _middle(some: list[float]) -> float:
    return sorted(some)[len(some) // 2]


def _high(some: list[float]) -> float:
    return quantiles(some, n=100, method="inclusive")[98]


def _each(reader: Reader, texts: list[str]) -> list[tuple[float, float]]:
    """Return wall and CPU of each search in milliseconds."""
    spent = []
    for text in texts:
        state = list_state({"q": text}, sorts=SORTS, filters=FILTERS)
        wall, cpu = time.perf_counter(), time.process_time()
        parts_found(state, reader)
        spent.append(((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
    return spent


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
