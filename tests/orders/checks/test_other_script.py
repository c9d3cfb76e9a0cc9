"""Who stands in another script only is told where goods may cross a border: by the rule that stops the booking."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.rules_latin import customs_read
from portal.catalogue.models import Part, PartText
from portal.catalogue.queries_described import unread
from portal.catalogue.rules_customs import read_by_customs
from portal.core.data.sessions import db, perform, transaction
from portal.orders.decisions import service_submit
from portal.orders.models import OrderFinding
from portal.stock.models import Depot
from tests.orders.factories import NOW, make_draft, make_market, sell

PART = "21029627"


def told(country: str) -> list[str]:
    """Say whom the check of an order names whose company in a country is written in Chinese alone."""
    market = make_market(name="尼罗河汽车", legal_name="尼罗河汽车", country=country)
    sell(market, PART)
    with transaction() as session:
        session.execute(sa.text("UPDATE address SET country = :country"), {"country": country})
    draft = make_draft(market, (PART, 1))
    perform(service_submit.check_draft, draft.id, NOW)
    db.session.remove()
    rows = db.session.scalars(sa.select(OrderFinding).where(OrderFinding.order_id == draft.id))
    return [str(one.evidence["name"]) for one in rows if one.code == "LATIN_MISSING"]


def only_in(country: str) -> None:
    """Take every depot in other countries out of use."""
    with transaction() as session:
        session.execute(
            sa.update(Depot).where(Depot.country != country).values(active=False, inactive_because="closed")
        )


@pytest.mark.both_engines
def test_goods_that_stay_in_their_country_need_no_latin_letters(app: Flask) -> None:
    assert told("CN") == ["尼罗河汽车"]

    only_in("CN")

    assert told("CN") == []
    assert told("EG") == ["尼罗河汽车"]


@pytest.mark.parametrize(
    ("leaves_from", "expected"), [(("CN",), False), (("DE",), True), (("CN", "DE"), True), ((), True)]
)
def test_customs_read_papers_of_what_may_cross_a_border(leaves_from: tuple[str, ...], expected: bool) -> None:
    assert customs_read(leaves_from, "CN") is expected


@pytest.mark.both_engines
def test_a_part_described_in_another_script_alone_is_told_where_customs_read(app: Flask) -> None:
    market = make_market(country="EG")
    sell(market, PART)
    with transaction() as session:
        session.execute(sa.update(Part).values(name="制动片 1"))
        session.execute(sa.delete(PartText))
    draft = make_draft(market, (PART, 1))

    assert _words_missing(draft.id) == [PART]

    with transaction() as session:
        part_id = session.scalars(sa.select(Part.id)).one()
        session.add(PartText(part_id=part_id, locale="en", name="Brake pad"))
    assert _words_missing(draft.id) == []


def _words_missing(order_id: int) -> list[str]:
    perform(service_submit.check_draft, order_id, NOW)
    db.session.remove()
    rows = db.session.scalars(sa.select(OrderFinding).where(OrderFinding.order_id == order_id))
    return [str(one.evidence["part"]) for one in rows if one.code == "WORDS_MISSING"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("制动片 1", False), ("制动片 ABS", False), ("Brake pad 制动片", True), ("Колодка", False), ("Φίλτρο", False),
        ("Résistance 10 Ω", True), ("Nut Φ10", True), ("8801", True), ("تيل فرامل", False), ("ผ้าเบรก", False),
    ],
)  # fmt: skip
@pytest.mark.both_engines
def test_customs_read_words_in_latin_letters_by_one_rule_in_lists_and_papers(
    app: Flask, name: str, expected: bool
) -> None:
    told = db.session.scalar(sa.select(unread(sa.literal(name))))

    assert (read_by_customs(name), not told) == (expected, expected)
