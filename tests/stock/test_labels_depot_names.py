"""A depot is told by the name its reader knows it by; one that somebody entered stays as it was entered."""

from flask import Flask
from flask_babel import lazy_gettext

from portal.core.data.sessions import transaction
from portal.demo.shelves import DEPOTS
from portal.stock.labels_depot_names import depot_options, known_names, register_depot_names
from portal.stock.models import Depot
from tests.catalogue.factories import make_part
from tests.factories import make_dealer_user, make_distributor
from tests.stock.factories import make_depot, put_in_stock
from tests.web import Browser


def test_the_demos_depots_have_words_and_others_keep_their_name(app: Flask) -> None:
    with app.test_request_context():
        assert depot_options([(1, "Lagerhalle 7")]) == [(1, "Lagerhalle 7")]

    assert {depot["name"] for depot in DEPOTS} <= known_names()


def test_a_part_tells_its_depots_in_the_readers_language(app: Flask) -> None:
    # "In stock" has long been translated: what counts is that a stored name is looked up as words.
    register_depot_names({"In stock (test)": lazy_gettext("In stock")})
    part, depot, entered = make_part("A1"), make_depot("CKG"), make_depot("LEJ", rank=2, country="DE")
    with transaction() as session:
        session.get_one(Depot, depot).name = "In stock (test)"
    for place in (depot, entered):
        put_in_stock(place, part, 7)
    reader = make_dealer_user(make_distributor(locale="zh"))

    rows = Browser(app).sign_in(reader).page("/catalogue/A1").rows(0)

    assert [row[0] for row in rows] == ["有库存 中国", "LEJ 德国"]
