"""One form, one effect: the key of a form is taken once, its answer given again, its reuse refused."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data import sent_forms
from portal.core.data.sessions import perform, transaction
from portal.core.errors import Refused
from portal.orders.models import SalesOrder
from tests import factories
from tests.conftest import rows_in
from tests.orders.factories import make_market, sell
from tests.race import together
from tests.web import Browser

BODY, OTHER = sent_forms.body_hash({"lines": ["1"]}), sent_forms.body_hash({"lines": ["2"]})


def carry_out(owner: str = "user:1", key: str = "k", body: str = BODY) -> str | None:
    """Do what a form asks for (make a distributor) unless it was done; return the answer given before."""
    answered = sent_forms.already_answered(owner, key, body, utc_now())
    if answered is None:
        factories.make_distributor()
        sent_forms.remember_answer(owner, key, "/there")
    return answered


def test_a_form_sent_again_gets_its_first_answer_and_does_nothing(app: Flask) -> None:
    assert perform(carry_out) is None
    assert perform(carry_out) == "/there"
    assert rows_in("distributor") == 1


def test_a_key_belongs_to_its_owner_and_its_contents(app: Flask) -> None:
    perform(carry_out)

    assert perform(carry_out, owner="user:2") is None
    with pytest.raises(Refused, match=r"core\.key_reused"):
        perform(carry_out, body=OTHER)
    assert rows_in("distributor") == 2


def test_a_form_that_failed_may_be_sent_again(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        carry_out()
        raise ZeroDivisionError

    assert perform(carry_out) is None
    assert rows_in("distributor") == 1


@pytest.mark.race
def test_twenty_of_the_same_form_at_once_have_one_effect(app: Flask) -> None:
    answers = together(app, 20, lambda _index: perform(carry_out))

    assert sorted(answers, key=str) == ["/there"] * 19 + [None]
    assert rows_in("distributor") == 1


def test_the_hash_is_of_what_was_typed_and_not_of_the_keys() -> None:
    typed = {"a": ["1"], "csrf_token": ["x"], "idempotency_key": ["y"]}
    assert sent_forms.body_hash(typed) == sent_forms.body_hash({"a": ["1"], "csrf_token": ["z"]})
    assert BODY != OTHER


def test_a_page_sent_with_a_used_key_and_other_contents_is_a_422(app: Flask) -> None:
    market = make_market()
    sell(market, "06-5180")
    browser = Browser(app).sign_in(market.buyer)
    page = browser.page("/orders/new")
    browser.send({"lines": "06-5180\t1"}, button="Check lines")
    browser.shown = page

    refused = browser.send({"lines": "06-5180\t2"}, button="Check lines", status=422)

    assert refused.has("This form was already sent with other contents.")
    browser.shown = page
    browser.send({"lines": "06-5180\t1"}, button="Check lines")
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(SalesOrder.id))) == 1
