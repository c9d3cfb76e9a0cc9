"""The demo as loaded: real numbers and quantities, and every fact in a shape the portal accepts."""

import gzip
from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts import service_passwords
from portal.accounts.companies.queries import companies_missing, company
from portal.accounts.labels_addresses import address_problems
from portal.accounts.models import Address, Distributor, DistributorKind, SellingEntity, UserAccount
from portal.accounts.models_sellers import SellerAccount
from portal.accounts.rules_roles import check_roles, unpack
from portal.catalogue.lists.models import PartList, PartListRow
from portal.catalogue.models import (
    DangerousGoods,
    ManufacturerCode,
    Part,
    PartAlias,
    PartFitment,
    PartState,
    PartSubstitute,
    PartText,
    SoldVehicle,
    Supersession,
)
from portal.catalogue.photos.models import PartPhoto, PartPhotoFile
from portal.catalogue.photos.queries import SMALL
from portal.catalogue.queries_resolution import resolve
from portal.catalogue.replaced.queries_supersession import supersession_of
from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.catalogue.search.queries import FILTERS, SORTS, Reader, parts_list
from portal.catalogue.vehicles.queries_fitment import fitments_of
from portal.catalogue.vehicles.rules_fitment import fits
from portal.core import storage
from portal.core.clock import utc_now
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.core.tables import list_state
from portal.demo.history import demand, month_before
from portal.demo.load import is_empty, load_demo
from portal.demo.names import DATA, LOCALES
from portal.demo.people import ACCOUNTS, PASSWORD
from portal.finance.queries import standing_of
from portal.notifications.models import Notice
from portal.orders.checks.rules_vin import judge_vin
from portal.orders.models import DemandMonth, OrderLine, SalesOrder
from portal.pricing.queries import explain
from portal.pricing.rules_price_steps import deposit_in, steps_of
from portal.stock.models import PlannedReceipt, Stock, StockMovement

pytestmark = pytest.mark.slow
PARTS = 2_674


def count(table: type, *where: sa.ColumnElement[bool]) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0)


def code_of(code: str) -> int:
    return int(db.session.scalars(sa.select(Distributor.id).where(Distributor.code == code)).one())


def test_the_operator_is_told_each_step(demo: Flask, demo_told: list[str]) -> None:
    assert demo_told[0] == "demo: companies"
    assert "demo: 51 months of demand" in demo_told


def test_a_database_with_the_demo_is_not_filled_again(demo: Flask) -> None:
    assert not is_empty()
    with pytest.raises(Refused, match=r"demo\.not_empty"):
        load_demo(print)


def test_every_real_part_is_there_with_a_name_in_nine_languages(demo: Flask) -> None:
    assert set(db.session.scalars(sa.select(Part.number))) == set(demand())
    names = sa.select(PartText.locale, sa.func.count()).group_by(PartText.locale)
    assert dict(db.session.execute(names).all()) == dict.fromkeys(LOCALES, PARTS)
    assert count(Part, Part.words == "") == 0
    assert count(Part, Part.hs_code == "") == count(Part, Part.weight_g == 0) == 0


def test_every_part_tells_in_which_languages_it_has_a_name(demo: Flask) -> None:
    assert count(Part, Part.named_in == " ".join(sorted(LOCALES))) == PARTS
    assert count(PartText) == PARTS * len(LOCALES)


def test_every_real_quantity_is_kept_and_ends_last_month(demo: Flask) -> None:
    with gzip.open(DATA / "carparts.csv.gz", "rt") as file:
        cells = [cell for line in list(file)[1:] for cell in line.strip().split(",")[1:] if cell]
    by_part = sa.select(Part.number, sa.func.sum(DemandMonth.quantity)).join(Part, Part.id == DemandMonth.part_id)
    sums = {number: int(total) for number, total in db.session.execute(by_part.group_by(Part.number))}

    first, last, total = db.session.execute(
        sa.select(sa.func.min(DemandMonth.month), sa.func.max(DemandMonth.month), sa.func.sum(DemandMonth.quantity))
    ).one()

    assert total == sum(map(int, cells)) == 66_194
    assert sums == {number: sum(q or 0 for q in months) for number, months in demand().items() if any(months)}
    assert last == month_before(utc_now().date())
    assert (last.year - first.year) * 12 + last.month - first.month == 50
    per_company = dict(
        db.session.execute(
            sa.select(DemandMonth.distributor_id, sa.func.sum(DemandMonth.quantity)).group_by(
                DemandMonth.distributor_id
            )
        ).all()
    )
    assert set(per_company) == {code_of(code) for code in ("NILE", "SIAM", "ANDES", "NORDIC")}


def test_a_months_quantity_is_that_of_the_file(demo: Flask) -> None:
    number, months = next((n, q) for n, q in demand().items() if q[-1])
    latest = sa.select(sa.func.sum(DemandMonth.quantity)).join(Part, Part.id == DemandMonth.part_id)
    there = db.session.scalar(latest.where(Part.number == number, DemandMonth.month == month_before(utc_now().date())))

    assert there == months[-1]


def test_the_tree_has_regions_general_distributors_and_a_dealer(demo: Flask) -> None:
    kinds = Counter(db.session.scalars(sa.select(Distributor.kind)))
    paths = dict(db.session.execute(sa.select(Distributor.code, Distributor.path)).all())

    assert kinds == {DistributorKind.REGION: 4, DistributorKind.GENERAL: 6, DistributorKind.DEALER: 1}
    assert paths["DELTA"].startswith(paths["NILE"])
    assert paths["NILE"].startswith(paths["MEA"])
    assert paths["NILE"].endswith(f"/{code_of('NILE')}/")


def test_every_address_is_one_its_country_accepts(demo: Flask) -> None:
    fields = ("name", "street", "city", "region", "postal_code")
    found = {
        (address.name, address.label): address_problems(address.country, {f: getattr(address, f) for f in fields})
        for address in db.session.scalars(sa.select(Address))
    }

    assert len(found) == 11
    assert {place: problems for place, problems in found.items() if problems} == {}


def test_tax_numbers_and_bank_accounts_have_right_check_digits(demo: Flask) -> None:
    from stdnum import iban
    from stdnum.de import vat
    from stdnum.mx import rfc
    from stdnum.no import mva
    from stdnum.th import moa

    ids = dict(db.session.execute(sa.select(Distributor.code, Distributor.tax_id)).all())
    munich = db.session.scalars(sa.select(SellingEntity).where(SellingEntity.code == "DE01")).one()

    assert vat.is_valid(munich.vat_id)
    accounts = dict(db.session.execute(sa.select(SellerAccount.currency, SellerAccount.account)).all())
    assert sorted(accounts) == ["EUR", "JPY", "KWD", "USD"]
    assert iban.is_valid(accounts["EUR"], check_country=False) and iban.is_valid(accounts["KWD"])
    assert rfc.is_valid(ids["ANDES"], validate_check_digits=True)
    assert mva.is_valid(ids["NORDIC"])
    assert moa.is_valid(ids["SIAM"])


def test_eighteen_people_of_both_doors_can_sign_in(demo: Flask) -> None:
    people = db.session.scalars(sa.select(UserAccount)).all()

    assert {person.email for person in people} == {account.email for account in ACCOUNTS}
    assert len(people) == 18
    assert all(person.is_demo for person in people)
    assert service_passwords.matches(people[0].password_hash, PASSWORD)
    assert {person.password_hash for person in people} == {people[0].password_hash}
    for person in people:
        check_roles(person.door, unpack(person.roles))


def test_stock_is_the_sum_of_its_movements_in_two_depots(demo: Flask) -> None:
    moved = sa.select(StockMovement.depot_id, StockMovement.part_id, sa.func.sum(StockMovement.quantity))
    sums = {
        (depot, part): int(n)
        for depot, part, n in db.session.execute(moved.group_by(StockMovement.depot_id, StockMovement.part_id))
    }
    shelves = {(s.depot_id, s.part_id): s.on_hand for s in db.session.scalars(sa.select(Stock))}

    assert shelves == sums
    assert len({depot for depot, _ in shelves}) == 2


def test_a_few_planned_receipts_are_late_and_none_is_due_today(demo: Flask) -> None:
    late = count(PlannedReceipt, PlannedReceipt.expected_on < utc_now().date())

    assert 3 <= late < count(PlannedReceipt) / 20
    assert count(PlannedReceipt, PlannedReceipt.expected_on == utc_now().date()) == 0


def test_supersessions_of_all_four_kinds_resolve(demo: Flask) -> None:
    links = sa.select(Supersession.old_part_id, Supersession.kind).distinct()
    kinds = Counter(kind for _, kind in db.session.execute(links))
    old = list(db.session.scalars(sa.select(Supersession.old_part_id).distinct()))

    found = supersession_of(old, utc_now().date())

    assert sum(kinds.values()) == 60
    assert set(kinds) == set(SupersessionKind)
    assert len(found) == 60
    assert all(one.steps and not one.circle for one in found.values())
    assert any(len(one.chain) == 3 for one in found.values())
    assert count(Part, Part.state == PartState.SUPERSEDED) == 60
    assert count(Part, Part.state == PartState.DISCONTINUED) > 0


def test_dangerous_goods_have_what_their_papers_need(demo: Flask) -> None:
    goods = db.session.scalars(sa.select(DangerousGoods)).all()

    assert {each.un_number for each in goods} >= {"UN3480", "UN3481", "UN3268", "UN3164", "UN3159"}
    for each in goods:
        assert each.hazard_class
        assert each.packing_instruction
        assert each.net_g > 0
        assert each.emergency_phone
        if each.un_number in ("UN3480", "UN3481"):
            assert each.watt_hours
            assert each.un38_reference
            assert each.charge_percent == 30


def test_every_part_fits_one_model_and_the_standing_car_of_the_demo_takes_its_first_part(demo: Flask) -> None:
    bounded = count(PartFitment, PartFitment.vin_from != "")
    assert (count(PartFitment) - bounded, bounded) == (PARTS, 67)
    assert 0 < count(PartFitment, PartFitment.year_to.is_not(None)) < PARTS / 2
    standing = db.session.scalars(sa.select(SalesOrder).where(SalesOrder.vin != "")).one()
    sold = db.session.get(SoldVehicle, standing.vin)
    first = db.session.scalars(sa.select(OrderLine.part_id).where(OrderLine.order_id == standing.id)).first()
    assert sold is not None and first is not None
    assert fits(fitments_of([first])[first], sold.model, sold.model_year) is True


def test_some_parts_have_substitutes_one_of_two_both_ways(demo: Flask) -> None:
    both = count(PartSubstitute, PartSubstitute.both_ways.is_(True))

    assert 0 < count(PartSubstitute) - both <= both


def test_some_parts_have_photos_and_a_buyer_keeps_a_list_of_them(demo: Flask) -> None:
    shown = sa.select(Part.number, PartPhoto.place, PartPhotoFile.storage_key, PartPhotoFile.sha256)
    rows = db.session.execute(
        shown.join(PartPhoto, PartPhoto.part_id == Part.id)
        .join(PartPhotoFile, PartPhotoFile.photo_id == PartPhoto.id)
        .where(PartPhotoFile.kind == SMALL)
    ).all()
    assert len(rows) == 18 and len({row.number for row in rows}) == 12
    assert all(storage.get(row.storage_key, row.sha256) for row in rows)
    listed = sa.select(PartListRow.part_id).join(PartList, PartList.id == PartListRow.list_id)
    kept = set(db.session.scalars(listed.where(PartList.distributor_id == code_of("NILE"))))
    assert len(kept) == 9


def test_every_vehicle_has_a_right_vin_of_a_known_maker(demo: Flask) -> None:
    vins = db.session.scalars(sa.select(SoldVehicle.vin)).all()
    makers = set(db.session.scalars(sa.select(ManufacturerCode.code)))

    assert len(vins) == 240
    assert [vin for vin in vins if judge_vin(vin).problem is not None or vin[:3] not in makers] == []


def test_every_company_has_a_price_for_every_part_and_credit(demo: Flask) -> None:
    ids = db.session.scalars(sa.select(Part.id)).all()
    today = utc_now().date()
    for code, currency in (
        ("NILE", "USD"),
        ("SIAM", "USD"),
        ("ANDES", "USD"),
        ("NORDIC", "EUR"),
        ("DELTA", "USD"),
    ):
        prices = explain(code_of(code), currency, "daily", [(part_id, 1) for part_id in ids], today)
        nets = [price.net - deposit_in(steps_of(price)) if price else 0 for price in prices.values()]
        lists = [price.list_price if price else 0 for price in prices.values()]
        assert all(0 < net < listed for net, listed in zip(nets, lists, strict=True))
        assert standing_of(code_of(code), currency, today).left > 0


def test_companies_in_another_script_have_their_latin_form(demo: Flask) -> None:
    shown = [company(code_of(code)) for code in ("NILE", "SIAM", "ANDES", "NORDIC", "DELTA")]

    assert companies_missing() == 0 and [one.missing for one in shown] == [0] * 5
    assert {one.code for one in shown if any(place.asked for place in one.places)} == {"SIAM", "DELTA"}


def test_last_years_prices_are_known_too(demo: Flask) -> None:
    part_id = db.session.scalars(sa.select(Part.id).order_by(Part.id)).first() or 0
    last_year = date(utc_now().year - 1, 6, 1)

    assert explain(code_of("NILE"), "USD", "stock", [(part_id, 1)], last_year)[part_id, 1] is not None


def test_own_numbers_resolve_for_their_company(demo: Flask) -> None:
    assert resolve(["NM-00001"], code_of("NILE"))["NM-00001"].part_id is not None
    assert resolve(["NM-00001"], code_of("NORDIC"))["NM-00001"].part_id is None
    assert count(PartAlias) == 380


@pytest.mark.parametrize(
    "text", ["brake", "制动", "الفرامل", "เบรก", "тормоз", "freio", "freno", "frein", "Brems", "2102"]
)
def test_parts_are_found_in_every_language(demo: Flask, text: str) -> None:
    page = parts_list(list_state({"q": text}, sorts=SORTS, filters=FILTERS), Reader(code_of("NILE"), "ar"))

    assert page.total > 20


def test_news_comes_in_the_order_of_its_time(demo: Flask) -> None:
    told = db.session.scalars(sa.select(Notice.created_at).order_by(Notice.id)).all()

    assert len(told) > 20 and told == sorted(told)


def test_the_load_is_the_same_every_time(demo: Flask) -> None:
    drawn = dict(db.session.execute(sa.select(Part.number, Part.name).order_by(Part.number).limit(3)).all())

    assert drawn == {
        "10055165": "Rear brake disc – Lyra V5",
        "10138816": "Stabilizer link – Auriga E3",
        "10251816": "High-voltage cable – Auriga E3",
    }
