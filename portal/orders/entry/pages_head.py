"""The head of a draft as its page shows and sends it; the mode of transport follows the order type."""

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from portal.accounts import queries as accounts
from portal.accounts.models_contacts import ContactRole
from portal.accounts.queries_contacts import ContactFacts, contacts_of_seller, first_of
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.errors import NotVisible
from portal.core.web.guards import current_actor
from portal.orders import labels_rests
from portal.orders.entry import service_drafts
from portal.orders.entry.forms import HeaderForm
from portal.orders.entry.rules_head import HeadFault, head_faults, needed_for
from portal.orders.labels_fields import MODE_WORDS
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_incoterms import FACTS, Incoterm, counterpart
from portal.orders.rules_mode import SLOW, mode_followed, too_slow, usual_mode
from portal.orders.types.queries import terms_at, terms_of
from portal.orders.types.states import OrderType


def head_form(head: OrderHead | None, sent: Any = None) -> HeaderForm:
    """Return the form of a head: as sent, else as stored, else as an order of this distributor begins."""
    distributor_id = head.distributor_id if head else current_actor().distributor_id
    if distributor_id is None:
        raise NotVisible
    addresses = accounts.addresses_of(distributor_id)
    known = head or service_drafts.default_header(accounts.distributor_facts(distributor_id), addresses)
    form = HeaderForm(formdata=sent, obj=known)
    form.offer_addresses(addresses)
    form.contract_mode = Mode(head.distributor_mode) if head else known.mode
    form.type_before = known.order_type
    return form


def who_adds_ship_to(form: HeaderForm, distributor_id: int) -> str:
    """Return who adds the address goods may be shipped to, where a company has none; nothing where it has one."""
    if any(one.value for one in form.ship_to_id.choices):
        return ""
    contacts = _contacts_above(distributor_id)
    known = first_of(contacts, ContactRole.PURCHASING) or next(iter(contacts), None)
    if known is None:
        return _("No ship-to address is kept for your company, and no order goes without one. Headquarters adds it.")
    return _(
        "No ship-to address is kept for your company, and no order goes without one. Headquarters adds it: ask "
        "%(name)s, %(reach)s.",
        name=known.name,
        reach=" · ".join(filter(None, (known.email, known.phone_text))),
    )


def _contacts_above(distributor_id: int) -> list[ContactFacts]:
    try:
        return contacts_of_seller(accounts.selling_entity_of(distributor_id).id)
    except NotVisible:
        return []


def follow_type(form: HeaderForm, shown_for: str, shown: str) -> str:
    """Let the mode follow a type that was chosen anew, where nobody chose a mode; return what to tell, or nothing.

    An Incoterms rule for ships alone becomes its counterpart where the goods no longer sail.
    `shown_for` is the type the page showed the mode for: it differs from the chosen one only where no script
    let the mode follow on the page. `shown` is that mode: any other was chosen, together with the type, and stays.
    """
    types, modes = set(OrderType), set(Mode)
    if form.order_type.data not in types or form.mode.data not in modes:
        return ""
    if shown in modes and form.mode.data != shown:
        return ""
    before = OrderType(shown_for) if shown_for in types else form.type_before
    mode = Mode(form.mode.data)
    meant = terms_at(utc_now())
    followed = mode_followed(meant[before], meant[OrderType(form.order_type.data)], mode, form.contract_mode)
    if followed is mode:
        return ""
    form.mode.data = followed.value
    told = _(
        "The mode of transport is now %(mode)s, as is usual for this order type. Choose another if you need it.",
        mode=MODE_WORDS[followed],
    )
    rule = counterpart(form.incoterm.data or "", followed)
    if rule == form.incoterm.data:
        return told
    form.incoterm.data = rule
    return " ".join([told, _("The Incoterms rule is now %(rule)s: check its named place.", rule=rule)])


def missing_in(form: HeaderForm, head: OrderHead) -> tuple[HeadFault, ...]:
    """Return what a head still lacks to be handed in, on the distributor's own day."""
    header, now = form.header(head), utc_now()
    return head_faults(header, terms_of(header.order_type, now), day_in(now, head.distributor_zone or "UTC"))


def type_facts(form: HeaderForm) -> Mapping[str, Any]:
    """Return what the page needs to know of order types: their usual modes, and which of them need more fields.

    `needed` are the fields the chosen type cannot go without, `needed_by` those of each type. It, `usual_modes` and
    `counterparts` (rules for ships alone, and what they become elsewhere) are JSON for the page's script, as are
    `missing_by`, how what is missing goes (`missing`: of the chosen type), and `lapsing`, what types say of rests that
    lapse; `lapses` is that of the chosen one, else of another, and `lapsing_offered` whether it is the chosen one's.
    `opened` tells whether the further fields are to be seen now.
    """
    chosen, mode = form.order_type.data, form.mode.data
    terms = terms_at(utc_now())
    needing = [each.value for each, meant in terms.items() if meant.proofs]
    further = (form.vin, form.repair_order, form.odometer_km, form.stopped_on, form.campaign, form.reason)
    known = chosen in set(OrderType) and mode in set(Mode)
    lapsing = {each.value: labels_rests.hint(meant.cancel_days) for each, meant in terms.items() if meant.cancel_days}
    missing = {each.value: labels_rests.missing_text(meant.backorder_rule) for each, meant in terms.items()}
    return {
        "usual_modes": json.dumps(
            {each.value: usual_mode(meant, form.contract_mode).value for each, meant in terms.items()}
        ),
        "counterparts": json.dumps(
            {each.value: counterpart(each.value, Mode.AIR) for each in Incoterm if FACTS[each].sea_only}
        ),
        "needing": needing,
        "needed": needed_for(terms[OrderType(chosen)]) if chosen in set(OrderType) else (),
        "needed_by": json.dumps({each.value: needed_for(meant) for each, meant in terms.items()}),
        "lapsing": json.dumps(lapsing),
        "missing_by": json.dumps(missing),
        "missing": missing.get(chosen) or next(iter(missing.values())),
        "lapsing_offered": chosen in lapsing,
        "lapses": lapsing.get(chosen) or next(iter(lapsing.values()), ""),
        "opened": chosen in needing or any(field.errors or field.data for field in further),
        "flying": [each.value for each, meant in terms.items() if any(too_slow(meant, slow) for slow in SLOW)],
        "slow_modes": sorted(each.value for each in SLOW),
        "slow": known and too_slow(terms[OrderType(chosen)], Mode(mode)),
    }
