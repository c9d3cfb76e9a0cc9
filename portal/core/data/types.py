"""Column types: instants in UTC, exact amounts as scaled integers, words of an enum."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, String
from sqlalchemy.sql import operators
from sqlalchemy.types import JSON, TypeDecorator

SCALE = 10_000
E = TypeVar("E", bound=StrEnum)


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC on both engines; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return it in UTC, as the engine keeps it; refuse one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return it in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _ScaledComparator(TypeDecorator.Comparator, BigInteger.Comparator):  # type: ignore[type-arg]
    """Keeps sums and differences scaled: `a - b + amount` binds the amount as the columns do."""

    def _adapt_expression(self, op: Any, other_comparator: Any) -> Any:
        if op in (operators.add, operators.sub):
            return op, self.type
        return super()._adapt_expression(op, other_comparator)


class Scaled(TypeDecorator[Decimal]):
    """A decimal of at most four places, stored as a whole number of ten-thousandths.

    Amounts and unit prices share it, so sums in SQL are exact on both engines.
    A value with more places is refused: rounding is the business of `core.money`.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Return the whole number of ten-thousandths; refuse a fifth place."""
        if value is None:
            return None
        scaled = (value if type(value) is Decimal else Decimal(value)) * SCALE
        whole = int(scaled)
        if scaled != whole:
            raise ValueError(f"{value} has more than four decimal places")
        return whole

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Return the decimal with its four places."""
        return None if value is None else Decimal(int(value)).scaleb(-4)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Return this type, so that what is compared with it is scaled too."""
        return self

    @property
    def comparator_factory(self) -> Any:  # type: ignore[override]
        """Return what makes expressions of this type."""
        return _ScaledComparator


class Word(TypeDecorator[E], Generic[E]):
    """A member of a `StrEnum`, stored as its value; an unknown word in the table is an error."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[E], length: int = 32) -> None:
        super().__init__(length)
        self.words = words

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:
        """Return the member's value."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        """Return the member of a value."""
        return None if value is None else self.words(value)


Json = JSON
