"""The demo's companies: two selling entities, the tree of distributors, their places and hours."""

from datetime import date, time
from typing import Any

from portal.accounts.companies import service_calendars, service_contacts
from portal.accounts.models import (
    Address,
    AddressKind,
    Distributor,
    DistributorKind,
    SellingEntity,
    WorkingHours,
)
from portal.accounts.models_sellers import SellerAccount
from portal.core.data.holding import holding_changed
from portal.core.data.sessions import db
from portal.demo.loading import Loading
from portal.demo.partners_places import CONTACTS, DAYS, KNOWN_EARLY, LATIN_PLACES, PLACES
from portal.demo.partners_told import ACCOUNTS, DEALERS, ENTITIES, GENERALS, REGIONS
from portal.finance.models import CreditAccount

_OWN_FIELDS = ("parent", "entity", "limit", "opens", "closes")


def add_partners(loading: Loading) -> None:
    """Add selling entities, the tree, and for each company its addresses, hours and credit."""
    for values in ENTITIES:
        entity = SellingEntity(**values)
        db.session.add(entity)
        db.session.flush()
        loading.entities[entity.code] = entity.id
    for account in ACCOUNTS:
        kept = {name: value for name, value in account.items() if name != "seller"}
        db.session.add(SellerAccount(**kept, selling_entity_id=loading.entities[account["seller"]]))
    for code, name in REGIONS.items():
        _add_node(loading, code, None, kind=DistributorKind.REGION, name=name, region=name)
    for values in (*GENERALS, *DEALERS):
        kind = DistributorKind.DEALER if values in DEALERS else DistributorKind.GENERAL
        _add_company(loading, values, kind)
    spans = [
        ("hq", "CN", "Asia/Shanghai", time(9), time(12)),
        ("hq", "CN", "Asia/Shanghai", time(13, 30), time(18)),
    ]
    spans += [(v["code"], v["country"], v["zone"], v["opens"], v["closes"]) for v in (*GENERALS, *DEALERS)]
    names = ("calendar", "country", "zone", "opens", "closes")
    db.session.add_all(WorkingHours(**dict(zip(names, span, strict=True))) for span in spans)
    holding_changed()
    _add_calendars(loading.today.year)
    _add_contacts(loading)


def _add_contacts(loading: Loading) -> None:
    ids = {"distributor_id": loading.distributors, "selling_entity_id": loading.entities}
    names = ("name", "contact_role", "phone", "email", "language")
    service_contacts.set_contacts(
        [((column, ids[column][code]), dict(zip(names, told, strict=True))) for column, code, *told in CONTACTS]
    )


def _add_calendars(year: int) -> None:
    """Add days of this year and the next, and the weekend of the depot whose gate opens on whole Fridays."""
    days = [(name, date(year, *on), what, called) for name, *on, what, called in DAYS]
    days += [(name, date(year + 1, *on), what, called) for name, *on, what, called in DAYS if name in KNOWN_EARLY]
    service_calendars.set_days(
        [{"calendar": name, "day": on.isoformat(), "kind": what, "name": called} for name, on, what, called in days]
    )
    service_calendars.set_weekends([{"calendar": "DXB", "valid_from": f"{year}-01-01", "weekend": "sat sun"}])


def _add_node(loading: Loading, code: str, parent: Distributor | None, **values: Any) -> Distributor:
    node = Distributor(code=code, parent_id=parent.id if parent else None, **values)
    db.session.add(node)
    db.session.flush()
    node.path = f"{parent.path if parent else '/'}{node.id}/"
    loading.distributors[code] = node.id
    return node


def _add_company(loading: Loading, values: dict[str, Any], kind: DistributorKind) -> None:
    parent = db.session.get_one(Distributor, loading.distributors[values["parent"]])
    fields = {name: value for name, value in values.items() if name not in (*_OWN_FIELDS, "code")}
    entity = loading.entities[values["entity"]]
    node = _add_node(
        loading, values["code"], parent, kind=kind, region=parent.region, selling_entity_id=entity, **fields
    )
    credit = {"currency": values["currency"], "credit_limit": values["limit"]}
    db.session.add(CreditAccount(distributor_id=node.id, **credit))
    _add_addresses(node, PLACES[node.code])


def _add_addresses(node: Distributor, places: tuple[tuple[str, ...], ...]) -> None:
    """Add the head office in every role, and each further place to ship to and to receive."""
    names = ("label", "street", "city", "region", "postal_code", "contact", "phone")
    latin_names = ("latin_street", "latin_city", "latin_region")
    for index, place in enumerate(places):
        latin = dict(zip(latin_names, LATIN_PLACES.get((node.code, place[0]), ("", "", "")), strict=True))
        roles = (AddressKind.SHIP_TO, AddressKind.CONSIGNEE) if index else tuple(AddressKind)
        for role in roles:
            default = index == len(places) - 1 if role in (AddressKind.SHIP_TO, AddressKind.CONSIGNEE) else index == 0
            db.session.add(
                Address(
                    distributor_id=node.id,
                    kind=role,
                    name=node.legal_name,
                    country=node.country,
                    tax_id=node.tax_id,
                    email=f"office@{node.code.lower()}.example",
                    is_default=default,
                    latin_name=node.latin_name or "",
                    **latin,
                    **dict(zip(names, place, strict=True)),
                )
            )
