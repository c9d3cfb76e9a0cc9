"""What pricing refuses is told in words, never by the codes of a program."""

from flask import Flask

from portal.core.errors import Refused
from portal.core.web.refusals import words_of
from portal.orders.types.states import OrderType
from portal.pricing.labels import ORDER_TYPE_WORDS


def test_an_order_type_without_terms_is_named_as_people_name_it(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        refusal = Refused("pricing.order_type_without_terms", order_type=OrderType.VOR.value)
        assert words_of(refusal) == "“VOR order” has no price terms."


def test_pricing_has_words_for_every_order_type() -> None:
    assert set(ORDER_TYPE_WORDS) == {each.value for each in OrderType}


def test_a_counted_refusal_takes_the_form_of_its_number(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        told = [words_of(Refused("pricing.quantity_not_positive", quantity=n)) for n in (0, 1)]
    assert told[0].startswith("A price is asked for 0 pieces") and told[1].startswith("A price is asked for 1 piece;")
