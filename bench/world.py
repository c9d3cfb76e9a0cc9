"""A world at the size of a car maker, poured in: parts with names in nine languages, fitments, own numbers.

Rows are made by generators and poured in blocks (`pour`): COPY on PostgreSQL, `executemany` on SQLite. A further kind
of row is one more function of `World` that pours it; each draws from dice of its own name, so that one kind more
changes none of the others.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from random import Random
from typing import Any

import sqlalchemy as sa

from bench.pouring import filling, look_at_all, pour, search_made_after
from portal.accounts.models import Distributor
from portal.catalogue.models import Part, PartAlias, PartFitment, PartState, PartText, SoldVehicle
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.search.rules_words import search_words
from portal.catalogue.search.service_words import keep_words
from portal.catalogue.service_parts import named_in
from portal.core.data.sessions import db, perform
from portal.demo.names import LOCALES, Kind, kinds

PARTS = 500_000
FIRST_ID = 10_000_000
"""Ids from here on are the world's; those of the demo lie below."""
OWN_NUMBERS = 20_000
SEED = 20260101
YEAR = 2026
# Where on the car a part sits, in the languages of `LOCALES`.
PLACES = {
    "": ("",) * 9,
    "left": ("left", "左", "links", "gauche", "izquierdo", "левый", "أيسر", "ซ้าย", "esquerdo"),
    "right": ("right", "右", "rechts", "droit", "derecho", "правый", "أيمن", "ขวา", "direito"),
    "upper": ("upper", "上", "oben", "supérieur", "superior", "верхний", "علوي", "บน", "superior"),
    "lower": ("lower", "下", "unten", "inférieur", "inferior", "нижний", "سفلي", "ล่าง", "inferior"),
    "inner": ("inner", "内", "innen", "intérieur", "interior", "внутренний", "داخلي", "ด้านใน", "interno"),
    "outer": ("outer", "外", "außen", "extérieur", "exterior", "наружный", "خارجي", "ด้านนอก", "externo"),
}
FAMILIES = ("Auriga", "Lyra", "Orion", "Cetus", "Vega", "Corvus", "Draco", "Hydra")
MODELS = tuple(f"{family} {letter}{size}" for family, letter, size in product(FAMILIES, "EVX", (3, 5, 7, 9)))
NUMBERS = (
    "{:04d}{:05d}",
    "{:04d}-{:05d}",
    "{letter}{:04d}.{:05d}",
    "{1:05d}-{letter}{0:04d}",
    "{letter}M{1:05d}/{0:04d}",
)


@dataclass(frozen=True, slots=True)
class World:
    """How much of each kind of row there is to be, and whose the own numbers are."""

    parts: int = PARTS
    own_numbers: int = OWN_NUMBERS
    tell: Callable[[str], None] = print
    models: tuple[str, ...] = MODELS
    _numbers: list[str] = field(default_factory=list)

    def dice(self, subject: str) -> Random:
        """Return dice that fall the same way each time for one subject."""
        return Random(f"{SEED}:{subject}")

    def fill(self) -> float:
        """Pour in everything, unless it is there; return the seconds that took."""
        if db.session.scalar(sa.select(Part.id).where(Part.id == FIRST_ID)):
            return 0.0
        words: set[str] = set()
        started = time.monotonic()
        owner = db.session.scalar(sa.select(sa.func.min(Distributor.id)))
        with filling(Part, PartText, PartFitment, SoldVehicle, PartAlias) as connection:
            with search_made_after(connection):
                self.fill_parts(connection, words)
                for step in (self.fill_texts, self.fill_fitments):
                    step(connection)
                    self.tell(f"{step.__name__} {time.monotonic() - started:.0f} s")
            self.fill_own_numbers(connection, owner)
        perform(keep_words, words)
        look_at_all()
        return time.monotonic() - started

    def numbers(self) -> list[str]:
        """Return the numbers of all parts of this world, in no order; no two of them share a norm."""
        if not self._numbers:
            dice, norms = self.dice("numbers"), set[str]()
            while len(self._numbers) < self.parts:
                letter = dice.choice("ABCEFGHKLMNPRSTUVWX")
                number = dice.choice(NUMBERS).format(dice.randrange(10_000), dice.randrange(100_000), letter=letter)
                if norm(number) not in norms:
                    norms.add(norm(number))
                    self._numbers.append(number)
        return self._numbers

    def drawn(self) -> Iterator[tuple[int, str, Kind, str, str, Random]]:
        """Yield what each part is: id, number, kind, place, model, and dice for the rest of it."""
        dice, every = self.dice("parts"), list(kinds().values())
        for at, number in enumerate(self.numbers()):
            yield FIRST_ID + at, number, dice.choice(every), dice.choice(list(PLACES)), dice.choice(self.models), dice

    def fill_parts(self, connection: sa.Connection, words: set[str]) -> None:
        """Pour in the parts; the words of their names are added to `words`."""

        def rows() -> Iterator[dict[str, Any]]:
            for drawn in self.drawn():
                row = self._part(*drawn)
                words.add(row["words"])
                yield row

        pour(connection, Part, rows())

    def _part(self, part_id: int, number: str, kind: Kind, place: str, model: str, dice: Random) -> dict[str, Any]:
        state = dice.choices(list(PartState), (90, 7, 3))[0]
        return {
            "id": part_id,
            "number": number,
            "norm": norm(number),
            "name": _name(kind.code, place, 0, model),
            "words": _words(kind.code, place, model),
            "state": state.value,
            "unit": kind.unit,
            "minimum": 1,
            "pack": kind.pack,
            "weight_g": dice.randint(*kind.weight_g),
            "length_mm": kind.size_mm[0],
            "width_mm": kind.size_mm[1],
            "height_mm": kind.size_mm[2],
            "hs_code": kind.hs_code,
            "system": kind.system,
            "origin": "CN",
            "lead_time_days": kind.lead_time_days,
            "use_up_old": False,
            "named_in": named_in(LOCALES),
            "version": 1,
        }

    def fill_texts(self, connection: sa.Connection) -> None:
        """Pour in what each part is called in nine languages."""
        pour(
            connection,
            PartText,
            (
                {"part_id": part_id, "locale": locale, "name": _name(kind.code, place, at, model)}
                for part_id, _number, kind, place, model, _dice in self.drawn()
                for at, locale in enumerate(LOCALES)
            ),
        )

    def fill_fitments(self, connection: sa.Connection) -> None:
        """Pour in the model of each part's name and up to two further ones, and one vehicle of each model and year."""
        dice = self.dice("fitments")
        pour(
            connection, PartFitment, (row for drawn in self.drawn() for row in self._fitments(drawn[0], drawn[4], dice))
        )
        pour(
            connection,
            SoldVehicle,
            (
                {"vin": f"LX7W{at:04d}0{year % 10}R{at:06d}", "model": model, "model_year": year, "country": "EG"}
                for at, (model, year) in enumerate(product(self.models, range(YEAR - 5, YEAR + 1)))
            ),
        )

    def _fitments(self, part_id: int, model: str, dice: Random) -> Iterator[dict[str, Any]]:
        models = dict.fromkeys((model, *dice.choices(self.models, k=dice.randrange(3))))
        for each in models:
            start = YEAR - dice.randrange(8)
            end = None if dice.random() < 0.6 else start + dice.randrange(4)
            yield {"part_id": part_id, "model": each, "year_from": start, "year_to": end, "vin_from": "", "vin_to": ""}

    def fill_own_numbers(self, connection: sa.Connection, owner: int | None) -> None:
        """Pour in one distributor's own numbers: the first one's of the demo."""
        last = connection.scalar(sa.select(sa.func.max(PartAlias.id))) or 0
        pour(
            connection,
            PartAlias,
            (
                {
                    "id": last + at,
                    "distributor_id": owner,
                    "norm": f"OWN{at * 7919 % 1_000_003:07d}",
                    "written": f"OWN-{at * 7919 % 1_000_003:07d}",
                    "part_id": FIRST_ID + at,
                }
                for at in range(1, min(self.own_numbers, self.parts))
            ),
        )


@cache
def _name(code: str, place: str, at: int, model: str) -> str:
    words = " ".join(filter(None, (kinds()[code].names[LOCALES[at]], PLACES[place][at])))
    return f"{words} – {model}" if model else words


@cache
def _words(code: str, place: str, model: str) -> str:
    """Return the words of a part; those of its model are cut once, and not with each name."""
    return " ".join(sorted(_cut(code, place) | frozenset(search_words([model]).split())))


@cache
def _cut(code: str, place: str) -> frozenset[str]:
    return frozenset(search_words(_name(code, place, at, "") for at in range(len(LOCALES))).split())
