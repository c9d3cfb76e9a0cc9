"""Distributors as a tree, the entities that sell to them, and the people of both doors."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.rules_latin import LONGEST, LatinForm, fields_lacking, in_other_script
from portal.core.actor import Door
from portal.core.data.owned import Base, Owned
from portal.core.data.types import Instant, Json, Word


class DistributorKind(StrEnum):
    """The three levels of the tree."""

    REGION = "region"
    GENERAL = "general"
    DEALER = "dealer"


class SellingEntity(Base):
    """A legal entity of the maker that sells and issues papers in its own number series.

    `own_name` and `own_address` are how it is called and where it sits in its own script, where that is not Latin.
    One that is not active sells to nobody new; its papers and numbers stay. `logo` is the hash of the picture its
    papers print, "" for none.
    """

    __tablename__ = "selling_entity"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(10), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    address_lines: Mapped[str] = mapped_column(sa.Text)
    own_name: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    own_address: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    country: Mapped[str] = mapped_column(sa.String(2))
    registration: Mapped[str] = mapped_column(sa.String(60), default="")
    vat_id: Mapped[str] = mapped_column(sa.String(30), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    email: Mapped[str] = mapped_column(sa.String(120), default="")
    gs1_prefix: Mapped[str] = mapped_column(sa.String(12), default="")
    zone: Mapped[str] = mapped_column(sa.String(60), default="Asia/Shanghai")
    logo: Mapped[str] = mapped_column(sa.String(64), default="")
    active: Mapped[bool] = mapped_column(default=True)
    inactive_because: Mapped[str] = mapped_column(sa.String(200), default="")


Path = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
"""Compared sign by sign on either engine, so that what begins with a path is a range of its index."""


class Distributor(Base):
    """A node of the tree: a region, a general distributor, or a dealer below one.

    `path` holds the ids from the root down as `/1/4/`, so a subtree is one prefix. `latin_lacking` tells that its name
    is in another script and has no Latin form; it is kept whenever a row is written (`keep_latin_lacking`). Nobody
    comes in for one that is not active.
    """

    __tablename__ = "distributor"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("distributor.id"))
    path: Mapped[str] = mapped_column(Path, default="", index=True)
    kind: Mapped[DistributorKind] = mapped_column(Word(DistributorKind))
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    legal_name: Mapped[str] = mapped_column(sa.String(200), default="")
    latin_name: Mapped[str] = mapped_column(sa.String(120), default="")
    region: Mapped[str] = mapped_column(sa.String(60), default="", index=True)
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    tax_id: Mapped[str] = mapped_column(sa.String(40), default="")
    locale: Mapped[str] = mapped_column(sa.String(10), default="en")
    zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    currency: Mapped[str] = mapped_column(sa.String(3), default="USD")
    selling_entity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("selling_entity.id"))
    payment_terms: Mapped[str] = mapped_column(sa.String(30), default="net:30")
    contract_number: Mapped[str] = mapped_column(sa.String(40), default="")
    incoterm: Mapped[str] = mapped_column(sa.String(3), default="FCA")
    incoterm_place: Mapped[str] = mapped_column(sa.String(80), default="")
    mode: Mapped[str] = mapped_column(sa.String(12), default="air")
    version: Mapped[int] = mapped_column(default=1)
    latin_lacking: Mapped[bool] = mapped_column(default=False)
    prices_kept_from_dealers: Mapped[bool] = mapped_column(default=False)
    prices_kept_from_buyers: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    inactive_because: Mapped[str] = mapped_column(sa.String(200), default="")
    selling_entity: Mapped[SellingEntity | None] = relationship()
    __table_args__ = (
        sa.Index(
            "ix_distributor_latin_lacking",
            "id",
            sqlite_where=sa.text("latin_lacking = 1"),
            postgresql_where=sa.text("latin_lacking"),
        ),
    )

    @property
    def own_name(self) -> str:
        """Return what papers call it."""
        return self.legal_name or self.name


def in_subtree(below: Any, own: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a distributor (the entity or an alias) is another one or stands below it.

    Paths hold digits and slashes, and the sign behind both in every order of signs is the colon.
    """
    ranged = sa.and_(own.path != "", below.path >= own.path, below.path < own.path.concat(":"))
    return sa.or_(below.id == own.id, ranged)


class AddressKind(StrEnum):
    """What an address is for (the partner roles of the trade)."""

    SOLD_TO = "sold_to"
    SHIP_TO = "ship_to"
    BILL_TO = "bill_to"
    CONSIGNEE = "consignee"
    NOTIFY = "notify"


class Address(Owned, Base):
    """A place with its people.

    What of its name and address is in another script stands in Latin letters too (`latin_`), for customs papers; that
    something of it does not is kept in `latin_lacking`, as of a distributor's name. `merged_into_id` is the one of the
    same distributor that it turned out to be.
    """

    __tablename__ = "address"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AddressKind] = mapped_column(Word(AddressKind))
    label: Mapped[str] = mapped_column(sa.String(80))
    name: Mapped[str] = mapped_column(sa.String(200))
    street: Mapped[str] = mapped_column(sa.String(300), default="")
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    region: Mapped[str] = mapped_column(sa.String(120), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(20), default="")
    country: Mapped[str] = mapped_column(sa.String(2))
    tax_id: Mapped[str] = mapped_column(sa.String(40), default="")
    contact: Mapped[str] = mapped_column(sa.String(120), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    is_default: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    latin_name: Mapped[str] = mapped_column(sa.String(120), default="")
    latin_street: Mapped[str] = mapped_column(sa.String(120), default="")
    latin_city: Mapped[str] = mapped_column(sa.String(60), default="")
    latin_region: Mapped[str] = mapped_column(sa.String(60), default="")
    latin_lacking: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("address.id"))
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        sa.Index(
            "ix_address_latin_lacking",
            "distributor_id",
            sqlite_where=sa.text("latin_lacking = 1 AND active = 1"),
            postgresql_where=sa.text("latin_lacking AND active"),
        ),
    )


@sa.event.listens_for(Distributor, "before_insert")
@sa.event.listens_for(Distributor, "before_update")
@sa.event.listens_for(Address, "before_insert")
@sa.event.listens_for(Address, "before_update")
def keep_latin_lacking(_mapper: object, _connection: object, row: Distributor | Address) -> None:
    """Keep whether a row lacks a Latin form, each time it is written, whoever writes it."""
    if isinstance(row, Distributor):
        row.latin_lacking = in_other_script(row.own_name) and not row.latin_name
        return
    local = {name: getattr(row, name) or "" for name in LONGEST}
    form = LatinForm(**{name: getattr(row, f"latin_{name}") or "" for name in LONGEST})
    row.latin_lacking = bool(fields_lacking(local, form))


class UserState(StrEnum):
    """An invited person has no password yet; a disabled one cannot sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class UserAccount(Base):
    """A person of exactly one door: a distributor's has a distributor, headquarters' has none.

    `invited_as` is the address a company typed that belongs to somebody elsewhere: such an invitation looks like any
    other to who sent it, has an address of its own that nobody reads, and is never taken up.
    """

    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    invited_as: Mapped[str] = mapped_column(sa.String(254), default="")
    name: Mapped[str] = mapped_column(sa.String(200))
    door: Mapped[Door] = mapped_column(Word(Door))
    distributor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("distributor.id"), index=True)
    state: Mapped[UserState] = mapped_column(Word(UserState), default=UserState.INVITED)
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    roles: Mapped[str] = mapped_column(sa.String(200), default="")
    locale: Mapped[str] = mapped_column(sa.String(10), default="")
    zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    approval_limits: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        sa.CheckConstraint(
            "(door = 'hq' AND distributor_id IS NULL) OR (door = 'distributor' AND distributor_id IS NOT NULL)",
            name="one_door",
        ),
        sa.CheckConstraint(
            "(door = 'hq' AND roles NOT LIKE '%dealer_%') OR (door = 'distributor' AND roles NOT LIKE '%hq_%')",
            name="roles_of_own_door",
        ),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.Index("uq_user_account_distributor_id", "distributor_id", "id", unique=True),
    )


class UserSession(Base):
    """A signed-in browser: only the hash of its token is kept."""

    __tablename__ = "user_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    door: Mapped[Door] = mapped_column(Word(Door))
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    browser: Mapped[str] = mapped_column(sa.String(200), default="")
    address: Mapped[str] = mapped_column(sa.String(60), default="")


class TokenKind(StrEnum):
    """What a one-time token opens."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind of token, not a password
    FIRST_ADMIN = "first_admin"


class OneTimeToken(Base):
    """A token that works once and not for long; only its hash is kept."""

    __tablename__ = "one_time_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[TokenKind] = mapped_column(Word(TokenKind))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class KeptForm(Base):
    """A form sent after its sender's session had ended: for that person, in that browser, for a day."""

    __tablename__ = "kept_form"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    browser_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    door: Mapped[Door] = mapped_column(Word(Door))
    path: Mapped[str] = mapped_column(sa.Text)
    came_from: Mapped[str] = mapped_column(sa.Text, default="")
    form_key: Mapped[str] = mapped_column(sa.String(64))
    fields: Mapped[str] = mapped_column(sa.Text)
    files: Mapped[str] = mapped_column(sa.Text, default="[]")
    kept_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class LoginDelay(Base):
    """Failures against one account or one address prefix, and until when the next try waits."""

    __tablename__ = "login_delay"
    key: Mapped[str] = mapped_column(sa.String(320), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant)


class WorkingHours(Base):
    """One span of a working day of a named calendar (`hq`, or a distributor's code)."""

    __tablename__ = "working_hours"
    id: Mapped[int] = mapped_column(primary_key=True)
    calendar: Mapped[str] = mapped_column(sa.String(20), index=True)
    country: Mapped[str] = mapped_column(sa.String(2))
    zone: Mapped[str] = mapped_column(sa.String(60))
    opens: Mapped[time]
    closes: Mapped[time]
