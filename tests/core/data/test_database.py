"""Sessions, transactions and tenancy on both engines."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Distributor, DistributorKind
from portal.core.data import counters
from portal.core.data.sessions import add_rows, db, on_postgresql, perform, read, transaction
from portal.core.errors import NoScope
from portal.core.scope import scope_of, scoped, set_scope
from portal.finance.models import CreditAccount


def two_distributors() -> tuple[int, int]:
    with transaction() as session:
        both = [Distributor(kind=DistributorKind.GENERAL, code=c, name=c, currency="USD") for c in "AB"]
        session.add_all(both)
        session.flush()
        for distributor in both:
            session.add(CreditAccount(distributor_id=distributor.id, currency="USD", credit_limit=Decimal(100)))
    return both[0].id, both[1].id


def test_a_read_session_cannot_write(app: Flask) -> None:
    two_distributors()
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.text("UPDATE distributor SET name = 'x'"))


def test_postgresql_compiles_no_statement(app: Flask) -> None:
    if on_postgresql():
        with transaction() as session:
            assert session.scalar(sa.text("SHOW jit")) == "off"
        assert db.session.scalar(sa.text("SHOW jit")) == "off"
        db.engine.dispose()
        assert db.session.scalar(sa.text("SHOW jit")) == "off"


def test_a_distributor_sees_only_its_own_rows(app: Flask) -> None:
    first, second = two_distributors()
    with scoped(scope_of(first)):
        seen = db.session.scalars(sa.select(CreditAccount.distributor_id)).all()
    assert seen == [first]
    db.session.remove()
    with scoped(scope_of(first, second)):
        assert len(db.session.scalars(sa.select(CreditAccount)).all()) == 2


def test_rows_are_added_only_within_scope(app: Flask) -> None:
    first, second = two_distributors()
    row = {"currency": "EUR", "credit_limit": Decimal("12.5")}

    with scoped(scope_of(first)), transaction():
        add_rows(CreditAccount, [row | {"distributor_id": first}])
    with pytest.raises(NoScope), scoped(scope_of(first)), transaction():
        add_rows(CreditAccount, [row | {"distributor_id": second}])

    kept = sa.select(CreditAccount.distributor_id, CreditAccount.credit_limit).where(CreditAccount.currency == "EUR")
    assert db.session.execute(kept).all() == [(first, Decimal("12.5"))]


def test_what_was_added_and_not_flushed_is_read(app: Flask) -> None:
    with transaction() as session:
        session.add(Distributor(kind=DistributorKind.GENERAL, code="A", name="A", currency="USD"))
        found = read(sa.select(Distributor.code)).scalars().all()

    assert found == ["A"]


def test_an_update_reaches_only_rows_in_scope(app: Flask) -> None:
    first, second = two_distributors()
    with scoped(scope_of(first)), transaction() as session:
        session.execute(sa.update(CreditAccount).values(blocked=True))
    blocked = dict(db.session.execute(sa.select(CreditAccount.distributor_id, CreditAccount.blocked)).all())
    assert blocked == {first: True, second: False}


def test_owned_rows_cannot_be_read_before_a_scope_is_set(app: Flask) -> None:
    two_distributors()
    db.session.remove()
    set_scope(None)
    with pytest.raises(NoScope):
        db.session.scalars(sa.select(CreditAccount)).all()


def test_plain_sql_that_slips_past_the_orm_meets_row_level_security(app: Flask) -> None:
    first, _second = two_distributors()
    db.session.remove()
    with scoped(scope_of(first)):
        seen = db.session.execute(sa.text("SELECT count(*) FROM credit_account")).scalar_one()
    assert seen == (1 if on_postgresql() else 2)


def test_a_scope_changed_in_mid_session_is_told_to_the_database(app: Flask) -> None:
    first, second = two_distributors()
    for one in (first, second):
        with scoped(scope_of(one)):
            assert db.session.scalars(sa.select(CreditAccount.distributor_id)).all() == [one]


def test_a_rolled_back_number_is_given_again(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        assert counters.numbered("CI-CN01", 2026) == "CI-CN01-2026-000001"
        raise ZeroDivisionError
    assert perform(counters.numbered, "CI-CN01", 2026) == "CI-CN01-2026-000001"
    assert perform(counters.numbered, "CI-CN01", 2026) == "CI-CN01-2026-000002"


def test_instants_come_back_in_utc_and_amounts_exact(app: Flask) -> None:
    first, _second = two_distributors()
    now = datetime(2026, 3, 9, 1, 0, 0, 123456, tzinfo=UTC)
    from portal.core.data.sent_forms import SentForm

    with transaction() as session:
        session.add(SentForm(owner="user:1", key="k", body_hash="h", sent_at=now))
        session.execute(
            sa.update(CreditAccount).where(CreditAccount.distributor_id == first).values(reserved=Decimal("0.0875"))
        )
    assert db.session.scalar(sa.select(SentForm.sent_at)) == now
    assert db.session.scalar(sa.select(sa.func.sum(CreditAccount.reserved))) == Decimal("0.0875")


def test_an_amount_with_five_places_is_refused(app: Flask) -> None:
    _first, _second = two_distributors()
    with pytest.raises(sa.exc.StatementError), transaction() as session:
        session.execute(sa.update(CreditAccount).values(reserved=Decimal("0.00001")))


def test_a_transaction_inside_another_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside"), transaction(), transaction():
        pass


def test_sums_and_differences_of_amounts_stay_amounts(app: Flask) -> None:
    first, _second = two_distributors()
    room = CreditAccount.credit_limit - CreditAccount.reserved
    left = db.session.scalar(sa.select(room).where(CreditAccount.distributor_id == first))
    assert left == Decimal(100)
    assert isinstance(left, Decimal)
    fits = sa.select(CreditAccount.id).where(CreditAccount.distributor_id == first)
    assert db.session.scalar(fits.where(room - Decimal("99.99") >= Decimal("0.01"))) is not None
    assert db.session.scalar(fits.where(room - Decimal("100.01") >= 0)) is None
    assert db.session.scalar(sa.select(sa.func.sum(room))) == Decimal(200)


KEPT = sa.select(CreditAccount.distributor_id).where(CreditAccount.currency == sa.bindparam("currency"))


def test_a_kept_select_is_narrowed_to_whoever_runs_it(app: Flask) -> None:
    first, second = two_distributors()

    def seen(*ids: int) -> list[int]:
        with scoped(scope_of(*ids)):
            return sorted(read(KEPT, {"currency": "USD"}).scalars())

    assert (seen(first), seen(second), seen(first, second), seen()) == ([first], [second], [first, second], [])
    assert sorted(read(KEPT, {"currency": "USD"}).scalars()) == [first, second]


def test_a_kept_select_is_refused_where_no_scope_is_set(app: Flask) -> None:
    two_distributors()
    with scoped(scope_of(1)):
        read(KEPT, {"currency": "USD"}).all()
    db.session.remove()
    set_scope(None)
    with pytest.raises(NoScope):
        read(KEPT, {"currency": "USD"}).all()


def test_a_select_of_columns_sees_what_a_transaction_has_added(app: Flask) -> None:
    first, _second = two_distributors()
    with transaction() as session:
        session.add(CreditAccount(distributor_id=first, currency="EUR", credit_limit=Decimal(1)))
        assert read(KEPT, {"currency": "EUR"}).scalars().all() == [first]
