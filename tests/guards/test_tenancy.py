"""Another distributor's id in every place an id can stand: 404, and never a word of what is theirs.

Routes, methods and parameters are found in the running application; a parameter that the published
list (`parameters.csv`) does not know fails the walk until somebody says what it is.
"""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from portal.accounts.rules_roles import roles_of_door
from portal.core.actor import Door
from portal.core.data import narrowing, sessions
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE
from portal.notifications.models import Mail, Notice
from tests.conftest import ON_POSTGRESQL, ON_SQLITE
from tests.factories import make_hq_user
from tests.guards.addresses import Parameter, Parameters, noted, noting, rules_of
from tests.guards.breakdowns import breakdowns
from tests.guards.mutants import MUTANTS, SOUND, planted
from tests.guards.pages import look_around
from tests.guards.trade import Side
from tests.guards.walk import Walk, walk
from tests.guards.world import World, belongings

pytestmark = pytest.mark.slow


def walked(
    world: World,
    known: Parameters,
    role: str,
    sides: tuple[Side, Side],
    *,
    forms: bool = True,
    only: str = "",
) -> Walk:
    """Walk as one person of a side with the ids of another; what broke is among the findings."""
    own, foreign = sides
    going = Walk(world.app, world.browser(own.people[role]), own, foreign, known, only)
    with noting(world.app), breakdowns(world.app) as broken:
        offer = walk(going, forms=forms)
        going.findings += known.unknown(offer.parameters | noted())
    going.findings += broken
    return going


@pytest.mark.parametrize(("role", "forms"), [("dealer_owner", True), ("dealer_finance", False)])
def test_no_id_of_another_distributor_opens_or_changes_anything(
    world: World, known: Parameters, role: str, forms: bool
) -> None:
    before = belongings(world.b)

    going = walked(world, known, role, (world.a, world.b), forms=forms)

    assert going.findings == []
    assert changed(before, belongings(world.b)) == []
    assert going.requests > 400


def test_a_dealer_does_not_see_what_is_its_general_distributors(world: World, known: Parameters) -> None:
    before = belongings(world.a)

    going = walked(world, known, "dealer_owner", (world.child, world.a))

    assert going.findings == []
    assert changed(before, belongings(world.a)) == []


def test_a_general_distributor_sees_its_dealer(world: World, known: Parameters) -> None:
    browser = world.browser(world.a.people["dealer_owner"])

    order = browser.open(f"/orders/{world.child.orders['submitted']}")
    shipment = browser.open(f"/shipments/{world.child.shipments['booked']}")

    assert (order.status_code, shipment.status_code) == (200, 200)
    assert world.child.canary in order.get_data(as_text=True)


def test_no_notice_and_no_mail_tells_of_another_distributor(world: World) -> None:
    for own, foreign in ((world.a, world.b), (world.b, world.a), (world.child, world.a)):
        people = [one.id for one in own.people.values()]
        told = [
            repr(row)
            for row in db.session.execute(sa.select(Notice.facts, Notice.link).where(Notice.user_id.in_(people)))
        ]
        emails = [one.email for one in own.people.values()]
        written = sa.select(Mail.subject, Mail.body, Mail.html, Mail.facts).where(Mail.to_address.in_(emails))
        told += [repr(row) for row in db.session.execute(written)]

        assert [one for one in told if foreign.canary in one.upper()] == []
        assert [one for one in told if own.canary in one.upper()] != []


@ON_SQLITE
def test_every_parameter_of_headquarters_is_classified(world: World, known: Parameters) -> None:
    found = {Parameter("path", rule.endpoint, name) for rule, _method in rules_of(world.app) for name in rule.arguments}
    with noting(world.app), breakdowns(world.app) as broken:
        everybody = make_hq_user(role=roles_of_door(Door.HQ))
        found |= look_around(world.app, world.browser(everybody), world.a, known).parameters
        found |= noted()

    assert (known.unknown(found), broken) == ([], [])


@ON_SQLITE
def test_a_new_id_parameter_fails_until_it_is_classified(world: World, known: Parameters) -> None:
    with planted(world.app, MUTANTS["an unknown parameter"]):
        going = walked(world, known, "dealer_buyer", (world.a, world.b), only="mutant.")

    assert "query,mutant.view,secret_order,?," in going.findings


LEAKS = [name for name in MUTANTS if name != "an unknown parameter"]
# Only what slips past the session meets another engine; the rest is the walk's own affair.
BY_POLICY = [name for name in LEAKS if MUTANTS[name].slips_past_the_session]


@pytest.mark.parametrize(
    ("engine", "name"),
    [("sqlite", name) for name in LEAKS]
    + [pytest.param("postgresql", name, marks=pytest.mark.postgres) for name in BY_POLICY],
    indirect=["engine"],
)
def test_a_planted_leak_is_found(world: World, name: str) -> None:
    mutant, before = MUTANTS[name], belongings(world.b)
    with planted(world.app, mutant):
        going = walked(world, mutant.parameters(), "dealer_buyer", (world.a, world.b), only="mutant.")

    found = [*going.findings, *changed(before, belongings(world.b))]
    kept_by_policy = mutant.slips_past_the_session and db.engine.dialect.name == "postgresql"
    assert bool(found) is not kept_by_policy, (name, going.requests)


@ON_SQLITE
def test_a_sound_view_is_not_accused(world: World) -> None:
    with planted(world.app, SOUND):
        going = walked(world, SOUND.parameters(), "dealer_buyer", (world.a, world.b), only="mutant.")

    assert (going.findings, going.requests > 10) == ([], True)


@ON_SQLITE
def test_without_the_scope_the_walk_finds_canaries(
    world: World, known: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "current_scope", lambda: EVERYONE)

    going = walked(world, known, "dealer_buyer", (world.a, world.b), forms=False)

    shown = [one for one in going.findings if "shows the canary" in one]
    assert {"orders.show", "shipping.show", "billing.show", "documents.pdf", "returns.show"} <= {
        one.split("(")[1].split(")")[0] for one in shown if "(" in one
    }


@ON_POSTGRESQL
def test_without_the_first_layer_postgresql_still_shows_nothing(
    world: World, known: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "narrowed", lambda statement: statement)

    going = walked(world, known, "dealer_buyer", (world.a, world.b), forms=False)

    assert [one for one in going.findings if "shows the canary" in one] == []


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return the tables whose rows are not what they were."""
    return [table for table in before if before[table] != after[table]]
