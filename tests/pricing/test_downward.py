"""Price lists a general distributor keeps for its dealers: its own alone, one a day, read by who stands below it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts.models import DistributorKind
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.core.scope import scope_of, scoped
from portal.pricing.models import DownwardPrice
from portal.pricing.queries_downward import list_of, lists_of, prices_above
from portal.pricing.service_downward import ListTerms, PriceEdits, begin_list, change_list, set_prices
from tests import factories
from tests.orders.factories import NOW, Market, make_market, sell

PART, OTHER = "21029627", "21047102"
TERMS = ListTerms("Dealers 2026", "SAR", date(2026, 1, 1), None)
TODAY = date(2026, 3, 10)


def chain() -> tuple[Market, Market]:
    general = make_market(kind=DistributorKind.GENERAL)
    dealer = make_market(parent=general.distributor, kind=DistributorKind.DEALER)
    for number in (PART, OTHER):
        sell(general, number)
    return general, dealer


def priced(general: Market, **prices: str) -> int:
    list_id = perform(begin_list, TERMS, general.actor, NOW)
    new = {part: Decimal(price) for part, price in prices.items()}
    perform(set_prices, list_id, PriceEdits(new, {}, ()), Turn(general.actor, 1, NOW))
    return list_id


def refused(command: Callable[..., Any], *args: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        perform(command, *args)
    return caught.value


def within(market: Market, part_ids: list[int], on: date = TODAY) -> Any:
    with scoped(scope_of(market.distributor.id)):
        return prices_above(market.distributor.id, part_ids, on)


def test_a_dealer_sees_what_its_general_distributor_asks_and_nothing_of_another_one(app: Any) -> None:
    general, dealer = chain()
    priced(general, **{PART: "12.5"})
    stranger = make_market(parent=make_market(kind=DistributorKind.GENERAL).distributor, kind=DistributorKind.DEALER)
    ids = [general.parts[PART], general.parts[OTHER]]

    found = within(dealer, ids)

    assert (found.list_name, found.currency) == ("Dealers 2026", "SAR")
    assert found.prices == {general.parts[PART]: Decimal("12.5")}
    assert within(stranger, ids) is None and within(general, ids) is None
    assert within(dealer, ids, date(2025, 12, 31)) is None
    with scoped(scope_of(stranger.distributor.id)), pytest.raises(NotVisible):
        prices_above(dealer.distributor.id, ids, TODAY)


def test_the_dealer_itself_reaches_no_row_of_the_list(app: Any) -> None:
    general, dealer = chain()
    list_id = priced(general, **{PART: "12.5"})

    with scoped(scope_of(dealer.distributor.id)):
        assert prices_above(dealer.distributor.id, [general.parts[PART]], TODAY) is not None
        assert db.session.scalars(sa.select(DownwardPrice)).all() == []
        assert lists_of(general.distributor.id) == []
        with pytest.raises(NotVisible):
            list_of(general.distributor.id, list_id)


def test_only_a_general_distributor_keeps_a_list_and_only_its_own(app: Any) -> None:
    general, dealer = chain()
    other = make_market(kind=DistributorKind.GENERAL)
    list_id = priced(general, **{PART: "12.5"})

    for actor in (dealer.actor, factories.actor_of(factories.make_hq_user())):
        with pytest.raises(NotVisible):
            perform(begin_list, TERMS, actor, NOW)
    for act in (change_list, set_prices):
        given: Any = TERMS if act is change_list else PriceEdits({}, {}, [PART])
        with pytest.raises(NotVisible):
            perform(act, list_id, given, Turn(other.actor, 2, NOW))
        with pytest.raises(Stale):
            perform(act, list_id, given, Turn(general.actor, 1, NOW))


def test_no_two_lists_of_one_hold_on_the_same_day_and_a_list_with_prices_keeps_its_currency(app: Any) -> None:
    general, _dealer = chain()
    list_id = priced(general, **{PART: "12.5"})
    later = replace(TERMS, name="Later", valid_from=date(2026, 7, 1))

    overlap = refused(begin_list, later, general.actor, NOW)
    backward = refused(begin_list, replace(later, valid_to=date(2026, 6, 30)), general.actor, NOW)
    currency = refused(change_list, list_id, replace(TERMS, currency="USD"), Turn(general.actor, 2, NOW))

    assert isinstance(overlap, FieldRefused) and (overlap.code, overlap.field, overlap.facts["name"]) == (
        "pricing.downward_overlap",
        "valid_from",
        "Dealers 2026",
    )
    assert backward.code == "pricing.ends_before" and currency.code == "pricing.currency_fixed"
    perform(change_list, list_id, replace(TERMS, valid_to=date(2026, 6, 30)), Turn(general.actor, 2, NOW))
    perform(begin_list, later, general.actor, NOW)
    assert [(one.name, one.prices) for one in lists_of(general.distributor.id)] == [("Later", 0), ("Dealers 2026", 1)]


def test_prices_are_set_changed_and_taken_out_in_one_go(app: Any) -> None:
    general, dealer = chain()
    list_id = priced(general, **{PART: "12.5"})
    actor: Actor = general.actor

    perform(set_prices, list_id, PriceEdits({OTHER: Decimal(3)}, {PART: Decimal("13.0001")}, ()), Turn(actor, 2, NOW))

    ids = [general.parts[PART], general.parts[OTHER]]
    assert within(dealer, ids).prices == {ids[0]: Decimal("13.0001"), ids[1]: Decimal(3)}
    perform(set_prices, list_id, PriceEdits({}, {}, [PART]), Turn(actor, 3, NOW))
    assert within(dealer, ids).prices == {ids[1]: Decimal(3)}
