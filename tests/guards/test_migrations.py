"""The migrations build the schema the models describe, and can be taken back, on both engines."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from portal.accounts.companies.queries import companies_missing
from portal.accounts.models_sellers import SellerAccount
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.models import Part
from portal.catalogue.search.queries import FILTERS, SORTS, Reader, parts_list
from portal.core.config import ROOT
from portal.core.data.engines import write_engine
from portal.core.data.owned import Base
from portal.core.data.sessions import db, perform, transaction
from portal.core.scope import EVERYONE, scoped
from portal.core.tables import list_state
from portal.orders.models import OrderFinding
from portal.orders.queries import findings_of
from portal.returns.models import Claim
from portal.returns.states import Reason
from portal.review.models import ReviewItem
from portal.review.rules import hold_row
from portal.review.service_taking import take
from tests.catalogue import factories as parts
from tests.factories import actor_of, make_address, make_distributor, make_hq_user, make_selling_entity
from tests.orders import factories as orders
from tests.returns.factories import NOW, received
from tests.returns.test_deciding import filed
from tests.shipping import factories as shipments

pytestmark = pytest.mark.slow
FOLDER = str(ROOT / "migrations")


def differences() -> list[object]:
    db.session.remove()
    with write_engine(db.engine).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": lambda o, n, k, r, c: "_fts" not in (n or "")}
        )
        return list(compare_metadata(context, Base.metadata))


def test_the_newest_migration_equals_the_models(app: Flask) -> None:
    assert differences() == []


def test_a_difference_would_be_seen(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # the serving role may not change tables there
    with transaction() as session:
        session.execute(sa.text("ALTER TABLE counter ADD COLUMN surplus INTEGER"))
    assert differences() != []


BEFORE = "0033_told_of_files"


def told_of_a_shipment() -> list[tuple[object, ...]]:
    """What the history of shipments tells, once a shipment is planned and not all of it was found."""
    rows = sa.text("SELECT at, kind, facts, actor_id, actor_name, actor_door FROM shipment_history ORDER BY id")
    with transaction() as session:
        return [(row.at, row.kind, str(row.facts), *row[3:]) for row in session.execute(rows)]


def check_history_is_told_again() -> None:
    """What was recorded of shipments before they had a history stands in it."""
    with scoped(EVERYONE):
        ground = shipments.make_ground(((5,),))
        shipments.pick_all(ground, shipments.planned(ground), line0=3)
        before = told_of_a_shipment()
        db.session.remove()
        downgrade(directory=FOLDER, revision=BEFORE)
        upgrade(directory=FOLDER)
        assert len(before) == 2 and told_of_a_shipment() == before


def check_last_check_is_known_again() -> None:
    """Nothing stands against an order in review whose last check found nothing, though an older one had found much."""
    with scoped(EVERYONE):
        market = orders.make_market()
        orders.sell(market, "P1")
        order = orders.make_submitted(market, ("P1", 1), mode=Mode.AIR)
        old = {"distributor_id": order.distributor_id, "order_id": order.id, "order_version": 1, "evidence": {}}
        with transaction() as session:
            session.add(OrderFinding(code="TERMS", severity="block", **old))
        order_id = order.id
        db.session.remove()
        downgrade(directory=FOLDER, revision="0067_scope_read_once")
        with transaction() as session:
            found = [{"code": "TERMS", "severity": "block", "count": 1, "evidence": {}}, hold_row("credit")]
            session.execute(sa.update(ReviewItem).values(findings=found, worst="block"))
        upgrade(directory=FOLDER)
        db.session.remove()
        assert findings_of(order_id) == []
        assert db.session.execute(sa.select(ReviewItem.findings, ReviewItem.worst)).one() == ([found[1]], "hold")
        db.session.remove()


def check_a_search_finds_what_there_was() -> None:
    """Parts there are by then are found by words, model and the middle of an own number, as those made after are."""
    with scoped(EVERYONE):
        owner = parts.make_distributor("OWNER")
        part = parts.make_part("S-1", names={"en": "Brake discs"}, un_number="UN3480")
        parts.fitted(part, "Lyra V5", 2022)
        parts.own_number(owner, "XY-77-QZ", part)
        with transaction() as session:  # as it was cut before words had a length
            session.execute(sa.update(Part).where(Part.id == part).values(words=Part.words + " " + "é" * 41))
        db.session.remove()
        downgrade(directory=FOLDER, revision="0074_tax_texts")
        upgrade(directory=FOLDER)
        db.session.remove()
        assert db.session.scalar(sa.select(Part.named_in).where(Part.id == part)) == "en"
        for asked in ({"q": "brake disc"}, {"q": "77Q"}, {"q": "S1", "model": "Lyra V5", "dangerous": "yes"}):
            state = list_state(asked, sorts=SORTS, filters=FILTERS)
            assert [one.id for one in parts_list(state, Reader(owner, "en")).rows] == [part], asked  # type: ignore[attr-defined]
        db.session.remove()


def check_what_is_known_of_a_bank_is_kept() -> None:
    """A bank without an account number is an ended account: it stands on no paper, and nothing of it is lost."""
    told = [
        ("S1", "Bank of Asia", "", "BASICNBJ"),
        ("S2", "Own Bank", "NO9386011117947", ""),
        ("S3", "", "", "BASICNBJ"),
        ("S4", "", "", ""),
    ]
    bank = "UPDATE selling_entity SET bank_name = :name, iban = :iban, swift = :swift WHERE code = :code"
    with scoped(EVERYONE):
        ids = [make_selling_entity(code=code).id for code, *_bank in told]
        db.session.remove()
        downgrade(directory=FOLDER, revision="0076_ends_and_words")
        with transaction() as session:
            for row in told:
                session.execute(sa.text(bank), dict(zip(("code", "name", "iban", "swift"), row, strict=True)))
        upgrade(directory=FOLDER)
        db.session.remove()
        kept = sa.select(SellerAccount.label, SellerAccount.swift, SellerAccount.active, SellerAccount.usual)
        assert db.session.execute(kept.where(SellerAccount.selling_entity_id.in_(ids)).order_by("label")).all() == [
            ("BASICNBJ", "BASICNBJ", False, False),
            ("Bank of Asia", "BASICNBJ", False, False),
            ("Own Bank", "", True, True),
        ]
        db.session.remove()
        downgrade(directory=FOLDER, revision="0076_ends_and_words")
        with transaction() as session:
            back = "SELECT code, bank_name, iban, swift FROM selling_entity WHERE code LIKE 'S_' ORDER BY code"
            assert session.execute(sa.text(back)).all() == told
        upgrade(directory=FOLDER)
        db.session.remove()


def down_and_up_keeps_what_it_can() -> None:
    """Take the schema back to what it was and up again: who has a claim, and who lacks a Latin form, is known anew."""
    with scoped(EVERYONE):
        made = received()
        number = filed(made, (Reason.SHORT, 2))
        reviewer = make_hq_user()
        perform(take, number, actor_of(reviewer), NOW)
        make_address(made.distributor, city="سيدي جابر")
        make_distributor(legal_name="دلتا", code="DELTA")
    db.session.remove()
    downgrade(directory=FOLDER, revision=BEFORE)
    upgrade(directory=FOLDER)
    db.session.remove()
    with scoped(EVERYONE):
        assert db.session.execute(sa.select(Claim.reviewer_id, Claim.taken_at)).one() == (reviewer.id, NOW)
        assert companies_missing() == 2
    db.session.remove()


def test_down_and_up_again_on_a_fresh_database(tmp_path: Path) -> None:
    from tests.conftest import app_on, migrate_to_head

    app = app_on(f"sqlite:///{tmp_path / 'round.db'}", tmp_path)
    migrate_to_head(app)
    with app.app_context():
        make_distributor(code="KEEP")
        check_history_is_told_again()
        check_last_check_is_known_again()
        check_a_search_finds_what_there_was()
        check_what_is_known_of_a_bank_is_kept()
        down_and_up_keeps_what_it_can()
        downgrade(directory=FOLDER, revision="base")
        left = set(sa.inspect(db.engine).get_table_names())
        upgrade(directory=FOLDER)
        assert left <= {"alembic_version"}
        assert differences() == []


@pytest.mark.postgres
def test_down_and_up_again_on_postgresql(postgres_server: object, tmp_path: Path, process_name: str) -> None:
    from tests.conftest import app_on, migrate_to_head
    from tests.server.postgres import PostgresServer

    assert isinstance(postgres_server, PostgresServer)
    name = f"round_{process_name}"
    postgres_server.create_database(name)
    app = app_on(postgres_server.url(name, role="portal_owner"), tmp_path)
    migrate_to_head(app)
    with app.app_context():
        check_history_is_told_again()
        check_last_check_is_known_again()
        check_a_search_finds_what_there_was()
        check_what_is_known_of_a_bank_is_kept()
        down_and_up_keeps_what_it_can()
        downgrade(directory=FOLDER, revision="base")
        left = set(sa.inspect(db.engine).get_table_names())
        upgrade(directory=FOLDER)
        assert left <= {"alembic_version"}
        assert differences() == []
        db.session.remove()
        db.engine.dispose()
    postgres_server.drop_database(name)
