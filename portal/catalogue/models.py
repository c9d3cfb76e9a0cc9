"""Parts, their names, what replaces them, and what makes them dangerous to carry."""

from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.catalogue.rules_part_numbers import LONGEST_WRITTEN
from portal.catalogue.vehicles.rules_vins import range_begins
from portal.core.data.owned import Base, Owned
from portal.core.data.types import Word

# Ranges of part numbers are scanned, so PostgreSQL must compare them byte by byte.
Norm = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")


class PartSystem(StrEnum):
    """The part of a vehicle a part belongs to."""

    BATTERY = "battery"
    DRIVE = "drive"
    CHARGING = "charging"
    COOLING = "cooling"
    CLIMATE = "climate"
    BRAKES = "brakes"
    CHASSIS = "chassis"
    STEERING = "steering"
    BODY = "body"
    LIGHTS = "lights"
    GLASS = "glass"
    INTERIOR = "interior"
    SAFETY = "safety"
    ELECTRICS = "electrics"
    ACCESSORIES = "accessories"


class PartState(StrEnum):
    """Whether a part may be ordered."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    DISCONTINUED = "discontinued"


class Part(Base):
    """A spare part. Weights in grams, sizes in millimetres, quantities in base units."""

    __tablename__ = "part"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), index=True)
    norm: Mapped[str] = mapped_column(Norm, unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[PartState] = mapped_column(Word(PartState), default=PartState.ACTIVE)
    unit: Mapped[str] = mapped_column(sa.String(3), default="EA")
    minimum: Mapped[int] = mapped_column(default=1)
    pack: Mapped[int] = mapped_column(default=1)
    weight_g: Mapped[int] = mapped_column(default=0)
    length_mm: Mapped[int] = mapped_column(default=0)
    width_mm: Mapped[int] = mapped_column(default=0)
    height_mm: Mapped[int] = mapped_column(default=0)
    hs_code: Mapped[str] = mapped_column(sa.String(12), default="")
    system: Mapped[str] = mapped_column(sa.String(20), default="")
    """One of `PartSystem`; nothing while nobody said which."""
    origin: Mapped[str] = mapped_column(sa.String(2), default="CN")
    lead_time_days: Mapped[int] = mapped_column(default=30)
    use_up_old: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("part.id"))
    """The part this one turned out to be; its number leads there."""
    named_in: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    """The languages it has a name in, in their order, a space between; in any other it is called by its own name."""
    version: Mapped[int] = mapped_column(default=1)
    texts: Mapped[list["PartText"]] = relationship(back_populates="part")
    dangerous: Mapped["DangerousGoods | None"] = relationship(back_populates="part")
    __table_args__ = (
        sa.CheckConstraint("minimum >= 1 AND pack >= 1", name="pack_positive"),
        sa.CheckConstraint("weight_g >= 0", name="weight"),
        sa.CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        sa.Index(
            "ix_part_merged_into_id",
            "merged_into_id",
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        ),
        sa.Index("ix_part_state", "state", "norm"),
        sa.Index("ix_part_system", "system", "norm"),
        sa.Index("ix_part_hs_code", "hs_code", "number"),
        sa.Index("ix_part_hs_code_id", "hs_code", "id"),
        sa.Index("ix_part_origin", "origin", "number"),
        sa.Index("ix_part_weight", "weight_g", "number"),
        # By the code of each sign (`core.data.code_order`), as is the one of `PartText`.
        sa.Index("ix_part_named", "named_in", "name", "id"),
    )


class PartFound(Base):
    """What a search asks of each part it found, in one narrow row that the database keeps as the part and what it fits.

    `models` are the models it fits, by name, each on a line of its own.
    """

    __tablename__ = "part_found"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id", ondelete="CASCADE"), primary_key=True)
    norm: Mapped[str] = mapped_column(Norm)
    state: Mapped[PartState] = mapped_column(Word(PartState))
    system: Mapped[str] = mapped_column(sa.String(20))
    dangerous: Mapped[bool]
    models: Mapped[str] = mapped_column(sa.Text)


class PartText(Base):
    """The name of a part in one language."""

    __tablename__ = "part_text"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    part: Mapped[Part] = relationship(back_populates="texts")
    __table_args__ = (sa.Index("ix_part_text_named", "locale", "name", "part_id"),)


EVERY_WORD = ""
"""The key under which every word stands."""


class PartWord(Base):
    """A word some part's name has: under the empty key, and under each it shares with its misspellings.

    Those keys are `rules_words.spelling_keys`; under the empty one stands every word, so the words that go on from
    a beginning are found there.
    """

    __tablename__ = "part_word"
    key: Mapped[str] = mapped_column(Norm, primary_key=True)
    word: Mapped[str] = mapped_column(Norm, primary_key=True)


class DangerousGoods(Base):
    """What carriers must know about a part; its limits by mode are dated rules of shipping."""

    __tablename__ = "dangerous_goods"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    un_number: Mapped[str] = mapped_column(sa.String(6), index=True)
    hazard_class: Mapped[str] = mapped_column(sa.String(6))
    packing_group: Mapped[str] = mapped_column(sa.String(4), default="")
    packing_instruction: Mapped[str] = mapped_column(sa.String(20), default="")
    watt_hours: Mapped[int | None]
    net_g: Mapped[int] = mapped_column(default=0)
    charge_percent: Mapped[int | None]
    un38_reference: Mapped[str] = mapped_column(sa.String(60), default="")
    safety_sheet: Mapped[str] = mapped_column(sa.String(60), default="")
    emergency_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    part: Mapped[Part] = relationship(back_populates="dangerous")


class Supersession(Base):
    """One link from an old part to a new one; `ratio` new pieces replace one old piece."""

    __tablename__ = "supersession"
    id: Mapped[int] = mapped_column(primary_key=True)
    old_part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), index=True)
    new_part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), index=True)
    kind: Mapped[SupersessionKind] = mapped_column(Word(SupersessionKind))
    ratio: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[date]
    __table_args__ = (
        sa.UniqueConstraint("old_part_id", "new_part_id"),
        sa.CheckConstraint("old_part_id <> new_part_id", name="not_itself"),
    )


class PartSubstitute(Base):
    """A part that may be offered in another's place, the lowest `rank` first; `both_ways`: also the other way round."""

    __tablename__ = "part_substitute"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    substitute_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True, index=True)
    rank: Mapped[int] = mapped_column(default=1)
    both_ways: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        sa.CheckConstraint("part_id <> substitute_id", name="not_itself"),
        sa.CheckConstraint("rank >= 1", name="rank"),
    )


class PartAlias(Owned, Base):
    """A distributor's own number for a part: as it is compared, and as its owner writes it."""

    __tablename__ = "part_alias"
    id: Mapped[int] = mapped_column(primary_key=True)
    norm: Mapped[str] = mapped_column(Norm)
    written: Mapped[str] = mapped_column(sa.String(LONGEST_WRITTEN), server_default="")
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), index=True)
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "norm"),
        sa.Index("ix_part_alias_own", "distributor_id", "norm", "part_id"),
    )


class PartAliasEnd(Owned, Base):
    """What an own number ends with from its second sign on, of three signs at least: its middle begins one of them.

    The database keeps them beside the own numbers; nobody writes them.
    """

    __tablename__ = "part_alias_end"
    distributor_id: Mapped[int] = mapped_column(sa.ForeignKey("distributor.id"), primary_key=True)
    ending: Mapped[str] = mapped_column(Norm, primary_key=True)
    norm: Mapped[str] = mapped_column(Norm, primary_key=True)
    part_id: Mapped[int]


class MarketRestriction(Base):
    """A country in which a part is not released."""

    __tablename__ = "market_restriction"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)


def _vins_begin(inserting: Any) -> str:
    given = inserting.get_current_parameters()
    return range_begins(given.get("vin_from") or "", given.get("vin_to") or "")


class PartFitment(Base):
    """A model a part fits, in model years from and to; `year_to` is empty while the model year goes on.

    Where not every vehicle of them is meant, `vin_from` and `vin_to` say which (`rules_fitment`); both may be empty.
    `vins_begin` is what all VINs of the range begin with: by it a range is found.
    """

    __tablename__ = "part_fitment"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    model: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    year_from: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    year_to: Mapped[int | None]
    vin_from: Mapped[str] = mapped_column(sa.String(17), default="")
    vin_to: Mapped[str] = mapped_column(sa.String(17), default="")
    vins_begin: Mapped[str] = mapped_column(sa.String(17), default=_vins_begin, server_default="")
    __table_args__ = (
        sa.CheckConstraint("year_to IS NULL OR year_to >= year_from", name="years"),
        sa.Index("ix_part_fitment_model", "model", "part_id"),
        sa.Index(
            "ix_part_fitment_vins",
            "vins_begin",
            "part_id",
            sqlite_where=sa.text("vins_begin <> ''"),
            postgresql_where=sa.text("vins_begin <> ''"),
        ),
    )


class Bulletin(Base):
    """What the maker tells the trade about parts: its number, day and title (the English one), and where it lies."""

    __tablename__ = "bulletin"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    issued_on: Mapped[date]
    title: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(400), default="")


class BulletinTitle(Base):
    """The title of a bulletin in one language."""

    __tablename__ = "bulletin_title"
    bulletin_id: Mapped[int] = mapped_column(sa.ForeignKey("bulletin.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))


class BulletinPart(Base):
    """A part a bulletin speaks of."""

    __tablename__ = "bulletin_part"
    bulletin_id: Mapped[int] = mapped_column(sa.ForeignKey("bulletin.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True, index=True)


class SoldVehicle(Base):
    """A vehicle the maker sold: the fleet a VIN is looked up in."""

    __tablename__ = "sold_vehicle"
    vin: Mapped[str] = mapped_column(sa.String(17), primary_key=True)
    model: Mapped[str] = mapped_column(sa.String(40))
    model_year: Mapped[int]
    country: Mapped[str] = mapped_column(sa.String(2))


class ManufacturerCode(Base):
    """A world manufacturer identifier (first three of a VIN) this maker uses."""

    __tablename__ = "manufacturer_code"
    code: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    maker: Mapped[str] = mapped_column(sa.String(80))
