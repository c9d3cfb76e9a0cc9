"""A shipment as billing sees it, gathered from the rooms that own its parts."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.labels_addresses import format_address
from portal.accounts.models import AddressKind, SellingEntity
from portal.accounts.models_contacts import ContactRole
from portal.accounts.queries import AddressFacts, DistributorFacts, SellingEntityFacts
from portal.accounts.queries_contacts import ContactFacts, contacts_of, contacts_of_seller, first_of
from portal.accounts.rules_latin import PLACE, fields_asked, in_latin
from portal.accounts.rules_phones import phone_text
from portal.accounts.rules_registrations import vat_id_of
from portal.accounts.sellers.queries import paid_at
from portal.billing.rules_facts import Consignment, PartyFacts, PricedLine, SellerFacts
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.days import day_in
from portal.core.errors import NotVisible, Refused
from portal.core.locales import offered_for
from portal.orders.models import OrderLine, SalesOrder
from portal.shipping.journey.queries_papers import packing_facts
from portal.shipping.journey.rules_papers import PackingFacts
from portal.shipping.models import Shipment
from portal.stock.models import Depot

BUYER_KINDS = (AddressKind.SOLD_TO, AddressKind.BILL_TO, AddressKind.SHIP_TO)


def consignment(shipment_id: int) -> Consignment:
    """Return a shipment's facts; its order lines are locked, so that no piece is charged twice.

    Raises `NotVisible` for an unknown shipment; refuses `billing.no_selling_entity`,
    `billing.no_ship_to`, `billing.no_address`.
    """
    distributor, depot_country = _whose(shipment_id)
    locale = offered_for(distributor.locale)
    facts = packing_facts(shipment_id, locale)
    ship_to = _address(facts.ship_to_id, facts.number)
    consignee = accounts.address_facts(facts.consignee_id) if facts.consignee_id else ship_to
    notify = accounts.address_facts(facts.notify_id) if facts.notify_id else None
    people = contacts_of(distributor.id)
    return Consignment(
        shipment_id=shipment_id,
        number=facts.number,
        distributor_id=distributor.id,
        locale=locale,
        currency=facts.currency,
        seller=_seller(distributor.id, facts.currency),
        buyer=_buyer(distributor),
        consignee=_reached(_party(consignee), people, ContactRole.WAREHOUSE),
        notify=_reached(_party(notify), people, ContactRole.CUSTOMS_BROKER) if notify else None,
        destination=_place(_city(ship_to), ship_to.country),
        ship_from=depot_country,
        ship_to=ship_to.country,
        payment_terms=_payment_terms(facts) or distributor.payment_terms,
        contract_number=distributor.contract_number,
        incoterm=facts.incoterm,
        incoterm_place=facts.incoterm_place,
        mode=facts.mode,
        carrier=facts.carrier,
        transport_document=facts.transport_document,
        conveyance=facts.vessel_flight,
        containers=facts.containers,
        loading_place=facts.port_loading or _place(facts.depot_name, depot_country),
        discharge_place=facts.port_discharge or _place(_city(ship_to), ship_to.country),
        departs_on=_day(facts.departure, facts.depot_zone),
        marks=facts.marks,
        acid=facts.acid,
        lines=_lines(facts),
        cartons=facts.cartons,
        dangerous=facts.dangerous,
    )


def _whose(shipment_id: int) -> tuple[DistributorFacts, str]:
    """Return whose shipment it is, and the country it leaves from."""
    wanted = sa.select(Shipment.distributor_id, Depot.country).join(Depot, Depot.id == Shipment.depot_id)
    row = db.session.execute(wanted.where(Shipment.id == shipment_id)).one_or_none()
    if row is None:
        raise NotVisible
    return accounts.distributor_facts(row.distributor_id), row.country


def _payment_terms(facts: PackingFacts) -> str:
    """Return the terms the shipment's orders were handed in under; they are the same for all of one shipment."""
    of_orders = sa.select(SalesOrder.payment_terms).where(among(SalesOrder.id, {line.order_id for line in facts.lines}))
    return db.session.scalar(of_orders.order_by(SalesOrder.id).limit(1)) or ""


def _day(instant: datetime | None, zone: str) -> date | None:
    return day_in(instant, zone) if instant else None


def _place(city: str, country: str) -> str:
    return f"{city} ({country})" if city else country


def _city(address: AddressFacts) -> str:
    """Return a city in letters that every port reads, as far as they are known."""
    return in_latin(address.local, address.latin, "city").get("city", address.city)


def _address(address_id: int | None, shipment: str) -> AddressFacts:
    if address_id is None:
        raise Refused("billing.no_ship_to", shipment=shipment)
    return accounts.address_facts(address_id)


def _seller(distributor_id: int, currency: str) -> SellerFacts:
    try:
        return _seller_facts(accounts.selling_entity_of(distributor_id), currency)
    except NotVisible:
        raise Refused("billing.no_selling_entity") from None


def seller_by_id(entity_id: int, currency: str) -> SellerFacts:
    """Return the legal entity that issued an earlier paper in a currency, so that its correction is its own too."""
    entity = db.session.get_one(SellingEntity, entity_id)
    values = {name: getattr(entity, name) for name in SellingEntityFacts.__dataclass_fields__}
    lines = tuple(line for line in entity.address_lines.splitlines() if line.strip())
    return _seller_facts(SellingEntityFacts(**values | {"address_lines": lines}), currency)


def _seller_facts(entity: SellingEntityFacts, currency: str) -> SellerFacts:
    party = PartyFacts(
        name=entity.name,
        lines=entity.address_lines,
        country=entity.country,
        registration=entity.registration,
        phone=entity.phone,
        email=entity.email,
        own_script=", ".join(filter(None, (entity.own_name, *entity.own_address.splitlines()))),
    )
    somebody = first_of(contacts_of_seller(entity.id), ContactRole.FINANCE)
    if somebody is not None:
        party = replace(
            party,
            contact=somebody.name,
            phone=phone_text(somebody.phone) or party.phone,
            email=somebody.email or party.email,
        )
    return SellerFacts(
        entity.id, entity.code, entity.zone, party, entity.vat_id, paid_at(entity.id, currency), entity.logo
    )


def buyer_of(distributor_id: int) -> tuple[DistributorFacts, PartyFacts]:
    """Return a distributor and the party its papers are made out to."""
    distributor = accounts.distributor_facts(distributor_id)
    return distributor, _buyer(distributor)


def _buyer(distributor: DistributorFacts) -> PartyFacts:
    """Return the sold-to party: its own address, else the bill-to's, else the first ship-to's."""
    known = accounts.addresses_of(distributor.id)
    for kind in BUYER_KINDS:
        for address in known:
            if address.kind is kind:
                name = distributor.legal_name or distributor.name
                return replace(
                    _party(replace(address, name=name, latin_name=distributor.latin_name)),
                    code=distributor.code,
                    tax_id=distributor.tax_id or address.tax_id,
                )
    raise Refused("billing.no_address", distributor=distributor.name)


def _party(address: AddressFacts) -> PartyFacts:
    lines = format_address(address.country, {**address.local, "name": "", "postal_code": address.postal_code})[:-1]
    latin_name, latin_lines = _latin_form(address)
    return PartyFacts(
        name=address.name,
        lines=lines,
        country=address.country,
        tax_id=vat_id_of(address.country, address.tax_id) or address.tax_id,
        contact=address.contact,
        phone=address.phone,
        email=address.email,
        latin_name=latin_name,
        latin_lines=latin_lines,
    )


def _reached(party: PartyFacts, people: Sequence[ContactFacts], role: ContactRole) -> PartyFacts:
    """Return a party with somebody to reach: those of its address, else whom the company named for this."""
    somebody = first_of(people, role)
    if somebody is None or party.contact or party.phone:
        return party
    return replace(party, contact=somebody.name, phone=phone_text(somebody.phone), email=somebody.email)


def _latin_form(address: AddressFacts) -> tuple[str, tuple[str, ...]]:
    """Return name and address for customs, the country last; nothing where all is Latin, or where it is missing."""
    if not fields_asked(address.local):
        return "", ()
    name = in_latin(address.local, address.latin, "name").get("name", "")
    place = in_latin(address.local, address.latin, *PLACE)
    return name, format_address(address.country, {**place, "postal_code": address.postal_code}) if place else ()


def _lines(facts: PackingFacts) -> tuple[PricedLine, ...]:
    charged = _order_lines([line.line_id for line in facts.lines])
    return tuple(PricedLine(**asdict(line), **charged[line.line_id]) for line in facts.lines)


def _order_lines(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return the price facts of order lines by their names in `PricedLine`, the rows locked."""
    wanted = (
        sa.select(
            OrderLine.id,
            OrderLine.ordered,
            OrderLine.unit_price,
            OrderLine.amount,
            OrderLine.invoiced,
            OrderLine.invoiced_amount,
        )
        .where(among(OrderLine.id, ids))
        .order_by(OrderLine.id)
        .with_for_update()
    )
    priced = (dict(row._mapping) for row in db.session.execute(wanted))
    return {each.pop("id"): each for each in priced}
