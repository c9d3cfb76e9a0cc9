"""The demo's people: sixteen accounts of five companies and of headquarters, one shared password."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.accounts import service_passwords
from portal.accounts.models import UserAccount, UserState
from portal.accounts.rules_roles import pack
from portal.core.actor import Door
from portal.core.data.sessions import db
from portal.demo.loading import Loading

PASSWORD = "parts-portal-demo"  # noqa: S105 - published: the demo's, refused in production


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One person; `distributor` is a code of `partners`, empty at headquarters."""

    email: str
    name: str
    who: str
    roles: tuple[str, ...]
    distributor: str = ""
    locale: str = "zh"
    zone: str = "Asia/Shanghai"
    approval_limits: Mapping[str, str] = field(default_factory=dict)


_NILE = ("NILE", "ar", "Africa/Cairo")
_SIAM = ("SIAM", "th", "Asia/Bangkok")
_DELTA = ("DELTA", "ar", "Africa/Cairo")
_ANDES = ("ANDES", "es", "America/Mexico_City")
_NORDIC = ("NORDIC", "en", "Europe/Oslo")
_SETO = ("SETO", "en", "Asia/Tokyo")
_KHALEEJ = ("KHALEEJ", "ar", "Asia/Kuwait")

ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("buyer@nile.example", "Yasmin Farouk", "buyer, Nile Motors Trading, Cairo", ("dealer_buyer",), *_NILE),
    DemoAccount(
        "finance@nile.example", "Karim Adel", "finance, Nile Motors Trading, Cairo", ("dealer_finance",), *_NILE
    ),
    DemoAccount("owner@nile.example", "Mona El-Sayed", "owner, Nile Motors Trading, Cairo", ("dealer_owner",), *_NILE),
    DemoAccount(
        "buyer@siam.example", "Nattapong Srisuk", "buyer, Siam EV Distribution, Bangkok", ("dealer_buyer",), *_SIAM
    ),
    DemoAccount(
        "finance@siam.example",
        "Ploy Chaiyaporn",
        "finance, Siam EV Distribution, Bangkok",
        ("dealer_finance",),
        *_SIAM,
    ),
    DemoAccount(
        "buyer@andes.example", "Lucía Herrera", "buyer, Andes Automotriz, Mexico City", ("dealer_buyer",), *_ANDES
    ),
    DemoAccount("buyer@nordic.example", "Ingrid Solberg", "buyer, Nordic Parts AS, Oslo", ("dealer_buyer",), *_NORDIC),
    DemoAccount("buyer@seto.example", "Haruka Mori", "buyer, Seto EV Service, Nagoya (yen)", ("dealer_buyer",), *_SETO),
    DemoAccount(
        "buyer@khaleej.example",
        "Fahad Al-Mutairi",
        "buyer, Khaleej Parts, Kuwait (dinar)",
        ("dealer_buyer",),
        *_KHALEEJ,
    ),
    DemoAccount(
        "buyer@delta.example",
        "Tarek Nabil",
        "buyer, Delta EV Service, Alexandria, a dealer of Nile Motors Trading",
        ("dealer_buyer",),
        *_DELTA,
    ),
    DemoAccount(
        "reviewer@hq.example",
        "Li Wei",
        "order reviewer, headquarters",
        ("hq_clerk",),
        approval_limits={"EUR": "18000", "USD": "20000"},
    ),
    DemoAccount(
        "manager@hq.example", "Chen Jing", "manager and compliance, headquarters", ("hq_manager", "hq_compliance")
    ),
    DemoAccount("planner@hq.example", "Wang Fang", "planner, headquarters", ("hq_planner",)),
    DemoAccount("warehouse@hq.example", "Zhao Qiang", "warehouse, headquarters", ("hq_warehouse",)),
    DemoAccount("logistics@hq.example", "Sun Mei", "logistics, headquarters", ("hq_logistics",)),
    DemoAccount("finance@hq.example", "Liu Yan", "finance, headquarters", ("hq_finance",)),
    DemoAccount("steward@hq.example", "Huang Lei", "master data steward, headquarters", ("hq_steward",)),
    DemoAccount("admin@hq.example", "Zhou Min", "administrator and auditor, headquarters", ("hq_admin", "hq_auditor")),
)


def add_people(loading: Loading) -> None:
    """Add the accounts, active and marked as demo.

    The password is hashed once and shared, salt included: it is public anyway, and sixteen strong
    hashes would take seconds. Real accounts are never made this way.
    """
    shared = service_passwords.hashed(PASSWORD)
    db.session.execute(sa.insert(UserAccount), [_row(account, loading, shared) for account in ACCOUNTS])


def _row(account: DemoAccount, loading: Loading, password_hash: str) -> dict[str, object]:
    dealer = bool(account.distributor)
    return {
        "email": account.email,
        "name": account.name,
        "door": Door.DISTRIBUTOR if dealer else Door.HQ,
        "distributor_id": loading.distributors[account.distributor] if dealer else None,
        "state": UserState.ACTIVE,
        "password_hash": password_hash,
        "roles": pack(account.roles),
        "locale": account.locale,
        "zone": account.zone,
        "approval_limits": dict(account.approval_limits),
        "is_demo": True,
        "created_at": loading.now,
    }
