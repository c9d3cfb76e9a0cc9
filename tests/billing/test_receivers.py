"""Who a paper is for: names and addresses in Latin letters for customs, and the language it is printed in."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.companies import service_contacts
from portal.accounts.models import AddressKind
from portal.billing import service
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import run_due
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.models import Document
from portal.documents.queries import papers_of
from portal.documents.rules_kinds import PaperKind
from portal.shipping.models import Shipment
from tests import factories
from tests.billing.factories import NOW, Trade, make_order, make_trade, part, ship
from tests.billing.test_service import snapshots, text_of
from tests.web import Browser

ARABIC = {"name": "دلتا لخدمة السيارات", "street": "3 طريق الحرية", "city": "سيدي جابر", "region": "الإسكندرية"}
LATIN = {
    "latin_name": "Delta EV Service LLC",
    "latin_street": "3 El Horreya Road",
    "latin_city": "Sidi Gaber",
    "latin_region": "Alexandria",
}
WHOLE = "Delta EV Service LLC, 3 El Horreya Road, SIDI GABER, Alexandria, 11511, EGYPT"


def issued(trade: Trade, **shipment: Any) -> Shipment:
    """Issue and print the papers of a shipment of one part."""
    number = f"A{trade.distributor.id}"
    shipped = ship(trade, (make_order(trade, (part(number), number, 10, "12.5"))[0], 10), **shipment)
    perform(service.issue_papers_for, shipped.id, None, NOW)
    run_due()
    return shipped


def printed(shipment: Shipment) -> dict[PaperKind, str]:
    """Return the text of a shipment's papers, white space and isolates aside."""
    texts = {paper.kind: text_of(paper) for paper in papers_of("shipment", shipment.number)}
    return {kind: " ".join(text.split()) for kind, text in texts.items()}


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_papers_print_the_latin_form_beneath_the_local_one(app: Flask, locale: str) -> None:
    trade = make_trade(
        locale=locale,
        legal_name=ARABIC["name"],
        latin_name=LATIN["latin_name"],
        ship_to={**ARABIC, **LATIN},
    )

    shipment = issued(trade, port_discharge="")

    papers = snapshots(shipment)
    for kind in (COMMERCIAL_INVOICE, PACKING_LIST):
        for who in ("buyer", "consignee"):
            party = papers[kind][who]
            assert party["name"] == ARABIC["name"] and party["lines"][0] == ARABIC["street"]
            assert ", ".join([party["latin_name"], *party["latin_lines"]]) == WHOLE
        assert papers[kind]["marks"][0] == "DELTA EV SERVICE LLC" and papers[kind]["marks"][2] == "SIDI GABER (EG)"
        assert papers[kind]["transport"]["discharge_place"] == "Sidi Gaber (EG)"
        assert WHOLE in printed(shipment)[kind]


@pytest.mark.parametrize("locale", ["en", "ar", "zh"])
def test_a_seller_stands_in_its_own_script_beneath_its_latin_name(app: Flask, locale: str) -> None:
    own = {"own_name": "重庆启行汽车零部件有限公司", "own_address": "两江新区悦来大道88号\n重庆"}
    trade, plain = make_trade(locale=locale, seller=own), make_trade(locale=locale)

    shipment, without = issued(trade), issued(plain)

    for kind in (COMMERCIAL_INVOICE, PACKING_LIST):
        seller = snapshots(shipment)[kind]["seller"]
        assert seller["own_script"] == "重庆启行汽车零部件有限公司, 两江新区悦来大道88号, 重庆"
        assert "重庆启行汽车零部件有限公司" in printed(shipment)[kind]
        assert "own_script" not in snapshots(without)[kind]["seller"]


def test_what_is_latin_already_is_printed_once_and_what_lacks_its_form_is_not_invented(app: Flask) -> None:
    latin = make_trade()
    half = make_trade(ship_to={**ARABIC, "latin_city": "Sidi Gaber", "latin_name": "Delta"})

    whole, lacking = snapshots(issued(latin)), snapshots(issued(half, port_discharge=""))

    assert not {"latin_name", "latin_lines"} & whole[COMMERCIAL_INVOICE]["consignee"].keys()
    consignee = lacking[PACKING_LIST]["consignee"]
    assert consignee["latin_name"] == "Delta" and "latin_lines" not in consignee
    assert lacking[PACKING_LIST]["transport"]["discharge_place"] == "Sidi Gaber (EG)"


def test_the_buyers_latin_name_is_the_companys_and_the_consignees_its_own(app: Flask) -> None:
    trade = make_trade(legal_name=ARABIC["name"], latin_name="Delta EV Service LLC", ship_to={**ARABIC, **LATIN})
    store = factories.make_address(
        trade.distributor, kind=AddressKind.CONSIGNEE, name="مخزن الدلتا", latin_name="Delta Store", city="Giza"
    )

    papers = snapshots(issued(trade, consignee_id=store.id))

    invoice = papers[COMMERCIAL_INVOICE]
    assert invoice["buyer"]["latin_name"] == "Delta EV Service LLC"
    assert invoice["consignee"]["latin_name"] == "Delta Store"
    assert invoice["consignee"]["latin_lines"][-1] == "EGYPT"


@pytest.mark.parametrize(
    ("spoken", "language", "name"),
    [("ar", "Arabic", "قطعة غيار"), ("th", "English", None), ("es", "English", None), ("en", "English", None)],
)
def test_a_paper_is_said_to_be_in_the_language_it_is_printed_in(
    app: Flask, spoken: str, language: str, name: str | None
) -> None:
    trade = make_trade(locale=spoken)

    shipment = issued(trade)

    papers = {paper.kind: paper for paper in papers_of("shipment", shipment.number)}
    kept = db.session.scalars(sa.select(Document.locale).where(Document.subject_number == shipment.number)).all()
    assert set(kept) == {"ar" if spoken == "ar" else "en"}
    for kind, text in printed(shipment).items():
        lines = snapshots(shipment)[kind].get("lines") or snapshots(shipment)[kind]["cartons"][0]["lines"]
        assert lines[0].get("description_local") == name
        assert ("الفاتورة" in text or "التعبئة" in text) is (spoken == "ar")
        assert not any("\u0e00" <= sign <= "\u0e7f" for sign in text)
    user = factories.make_dealer_user(trade.distributor, role="dealer_finance", locale="en")
    page = Browser(app).sign_in(user).page(f"/documents/{papers[COMMERCIAL_INVOICE].public_id}")
    assert page.has(f"Language {language}")


def test_papers_name_whom_to_ring_at_the_seller_and_at_receivers_whose_address_says_nobody(app: Flask) -> None:
    trade = make_trade(ship_to={"contact": "", "phone": "", "email": ""})
    notify = factories.make_address(trade.distributor, kind=AddressKind.NOTIFY, label="Broker", contact="", phone="")
    usual = {"email": "", "language": "en"}
    named = [
        ("selling_entity_id", "Li Na", "finance", "+862365550134"),
        ("distributor_id", "Mona Adel", "warehouse", "+20665550142"),
        ("distributor_id", "Hany Lotfy", "customs_broker", "+20665550117"),
    ]
    owners = {"selling_entity_id": trade.distributor.selling_entity_id or 0, "distributor_id": trade.distributor.id}
    rows = [
        ((column, owners[column]), usual | {"name": name, "contact_role": role, "phone": phone})
        for column, name, role, phone in named
    ]
    perform(service_contacts.set_contacts, rows)

    shipment = issued(trade, notify_id=notify.id)

    paper = snapshots(shipment)[COMMERCIAL_INVOICE]
    told = {who: (paper[who]["contact"], paper[who]["phone"]) for who in ("seller", "consignee", "notify")}
    assert told == {
        "seller": ("Li Na", "+86 23 6555 0134"),
        "consignee": ("Mona Adel", "+20 66 5550142"),
        "notify": ("Hany Lotfy", "+20 66 5550117"),
    }
    assert "Li Na · +86 23 6555 0134" in printed(shipment)[COMMERCIAL_INVOICE]


def test_what_an_address_says_goes_before_what_a_company_says(app: Flask) -> None:
    trade = make_trade()
    row = {"name": "Mona Adel", "contact_role": "warehouse", "phone": "+20665550142", "email": "", "language": "en"}
    perform(service_contacts.set_contacts, [(("distributor_id", trade.distributor.id), row)])

    consignee = snapshots(issued(trade))[COMMERCIAL_INVOICE]["consignee"]

    assert consignee["phone"] == "+20 2 2345 6789"
