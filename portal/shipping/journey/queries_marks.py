"""Whom and what place the marks on packages name: in Latin letters, as carriers and customs read them."""

from portal.accounts import queries as accounts
from portal.accounts.rules_latin import LatinForm, customs_read, in_latin, in_other_script_only
from portal.catalogue.rules_customs import read_by_customs
from portal.shipping.depot.queries_contents import Contents
from portal.shipping.queries import ShipmentFacts


def named_on_marks(shipment: ShipmentFacts) -> tuple[str, str]:
    """Return consignee and destination of a shipment in Latin letters, each empty where it has no such form.

    Whose consignee has none is the address the goods go to, else the distributor; a port that was told goes before the
    city.
    """
    wanted = [one for one in (shipment.consignee_id, shipment.ship_to_id) if one]
    known = accounts.address_facts_of(wanted)
    names = [_latin(known[one].local, known[one].latin, "name") for one in wanted if one in known]
    if not wanted:
        own = accounts.distributor_facts(shipment.distributor_id)
        names.append(_latin(own.local, own.latin, "name"))
    places = [_latin({"city": shipment.port_discharge}, LatinForm(), "city")]
    if shipment.ship_to_id in known:
        to = known[shipment.ship_to_id]
        places.append(_latin(to.local, to.latin, "city"))
    else:
        places.append(_latin({"city": shipment.incoterm_place}, LatinForm(), "city"))
    return next(filter(None, names), ""), next(filter(None, places), "")


def lacking_latin(shipment: ShipmentFacts) -> list[str]:
    """Return by their names who on a shipment's customs papers has no Latin form; nobody where it crosses no border."""
    if not customs_read((shipment.depot_country,), shipment.destination_country):
        return []
    wanted = [one for one in (shipment.consignee_id, shipment.ship_to_id, shipment.notify_id) if one]
    known = accounts.address_facts_of(wanted)
    return in_other_script_only([accounts.distributor_facts(shipment.distributor_id), *known.values()])


def lacking_words(shipment: ShipmentFacts, contents: Contents) -> list[str]:
    """Return the parts of a shipment whose description customs cannot read; none where it crosses no border."""
    if not customs_read((shipment.depot_country,), shipment.destination_country):
        return []
    unread = (line.part_number for line in contents.lines if line.expected and not read_by_customs(line.name))
    return list(dict.fromkeys(unread))


def _latin(local: dict[str, str], latin: LatinForm, name: str) -> str:
    return in_latin(local, latin, name).get(name, "")
