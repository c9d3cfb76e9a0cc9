"""Hostile values in every path, query and form field: a refusal or a page, never a breakdown.

`HOSTILE_EACH` says how many values by lot each place gets beside the sure ones (200: all of them),
`HOSTILE_SEED` repeats a lot. What ends before the database is sent on SQLite; on PostgreSQL beside the lot what an
engine reads in its own way.
"""

import os
import random

import pytest
from flask import render_template_string, request

from portal.accounts.models import UserAccount
from portal.accounts.rules_roles import roles_of_door
from portal.core.actor import Door
from tests.conftest import ON_SQLITE
from tests.factories import make_hq_user
from tests.guards.addresses import Parameters, noting
from tests.guards.breakdowns import breakdowns
from tests.guards.hostile import SURE, SURE_OF_ENGINE, Attack, attack
from tests.guards.mutants import Mutant, planted
from tests.guards.world import World, belongings

pytestmark = pytest.mark.slow
EACH = int(os.environ.get("HOSTILE_EACH", "1"))
SEED = int(os.environ.get("HOSTILE_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)


def attacked(world: World, known: Parameters, person: UserAccount, only: str = "") -> tuple[Attack, list[str]]:
    """Attack as a person; return the attack and what broke, with its place in the portal."""
    on_sqlite = world.app.extensions["settings"].database_url.startswith("sqlite")
    sure = SURE if on_sqlite else SURE_OF_ENGINE
    one = Attack(world.app, world.browser(person), world.a, known, random.Random(SEED), EACH, sure)
    with noting(world.app), breakdowns(world.app) as broken:
        attack(one, only)
    return one, sorted(set(broken))


def test_nothing_a_distributor_sends_breaks_the_portal(world: World, known: Parameters) -> None:
    before = belongings(world.b)

    one, broken = attacked(world, known, world.a.people["dealer_owner"])

    assert (broken, [each for each in one.findings if "/readyz" not in each]) == ([], []), f"HOSTILE_SEED={SEED}"
    assert belongings(world.b) == before
    assert one.requests > 200 * len(list(one.values()))


def test_nothing_headquarters_sends_breaks_the_portal(world: World, known: Parameters) -> None:
    everybody = make_hq_user(role=roles_of_door(Door.HQ))

    one, broken = attacked(world, known, everybody)

    assert (broken, [each for each in one.findings if "/readyz" not in each]) == ([], []), f"HOSTILE_SEED={SEED}"
    assert one.requests > 200 * len(list(one.values()))


def number_of_page() -> str:
    return str(int(request.args.get("page", "1")))


def reflected() -> str:
    return f"<!doctype html><p>{request.args.get('q', '')}"


def evaluated() -> str:
    return render_template_string("<!doctype html><p>" + request.args.get("q", "").replace("<", ""))


def led_away() -> tuple[str, int, dict[str, str]]:
    return "", 303, {"Location": request.args.get("next", "/").split("\r")[0].split("\n")[0]}


@ON_SQLITE
@pytest.mark.parametrize(
    ("view", "said"),
    [(number_of_page, "500"), (reflected, "markup"), (evaluated, "evaluated"), (led_away, "led away")],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_a_planted_weakness_is_found(world: World, view: object, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.guards.test_hostile.EACH", 200)
    mutant = Mutant("/mutant", view)  # type: ignore[arg-type]
    with planted(world.app, mutant):
        one, _broken = attacked(world, mutant.parameters(), world.a.people["dealer_buyer"], only="mutant.")

    assert any(said in each for each in one.findings), one.findings[:5]
