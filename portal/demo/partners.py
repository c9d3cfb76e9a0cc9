"""The demo's companies: two selling entities, the tree of distributors, their places and hours."""

from datetime import date, time
from decimal import Decimal
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
from portal.finance.models import CreditAccount

ENTITIES: tuple[dict[str, str], ...] = (
    {
        "code": "CN01",
        "name": "Chongqing Auriga New Energy Vehicle Export Co., Ltd.",
        "country": "CN",
        "address_lines": "88 Yuelai Avenue\nYubei District\nChongqing 401120",
        "registration": "5012960A88",
        "phone": "+86 23 5550 0188",
        "email": "export@auriga.example",
        "gs1_prefix": "6901234",
        "zone": "Asia/Shanghai",
    },
    {
        "code": "DE01",
        "name": "Auriga Parts Europe GmbH",
        "country": "DE",
        "address_lines": "Landsberger Straße 410\n81241 München",
        "registration": "HRB 000123, Amtsgericht München",
        "vat_id": "DE812345673",
        "phone": "+49 89 5550 0142",
        "email": "europe@auriga.example",
        "gs1_prefix": "4012345",
        "zone": "Europe/Berlin",
    },
)

ACCOUNTS: tuple[dict[str, Any], ...] = (
    {
        "seller": "CN01",
        "label": "US dollars",
        "currency": "USD",
        "bank_name": "Bank of the Two Rivers, Chongqing Branch",
        "account": "6222 0200 0018 8000 42",
        "swift": "TWRVCN22",
        "usual": True,
    },
    {
        "seller": "CN01",
        "label": "Yen",
        "currency": "JPY",
        "bank_name": "Bank of the Two Rivers, Tokyo Branch",
        "account": "0142 335 7706188",
        "swift": "TWRVJPJT",
    },
    {
        "seller": "CN01",
        "label": "Kuwaiti dinars",
        "currency": "KWD",
        "bank_name": "Gulf Pearl Bank, Kuwait City",
        "account": "KW77GPBK0000000000001425550188",
        "swift": "GPBKKWKW",
    },
    {
        "seller": "DE01",
        "label": "Euro",
        "currency": "EUR",
        "bank_name": "Isarbank München",
        "account": "DE23700111100123456789",
        "swift": "ISARDEM1",
        "usual": True,
    },
)

REGIONS = {"MEA": "Middle East & Africa", "ASIA": "Asia", "AMER": "Americas", "EUR": "Europe"}

GENERALS: tuple[dict[str, Any], ...] = (
    {
        "code": "NILE",
        "parent": "MEA",
        "name": "Nile Motors Trading",
        "legal_name": "Nile Motors Trading S.A.E.",
        "country": "EG",
        "tax_id": "512-345-671",
        "locale": "ar",
        "zone": "Africa/Cairo",
        "currency": "USD",
        "entity": "CN01",
        "payment_terms": "net:30",
        "contract_number": "DA-2024-0017",
        "incoterm": "CIF",
        "incoterm_place": "Port Said",
        "mode": "sea",
        "limit": Decimal(250_000),
        "opens": time(9),
        "closes": time(17),
    },
    {
        "code": "SIAM",
        "parent": "ASIA",
        "name": "Siam EV Distribution",
        "legal_name": "Siam EV Distribution Co., Ltd.",
        "country": "TH",
        "tax_id": "0105561000127",
        "locale": "th",
        "zone": "Asia/Bangkok",
        "currency": "USD",
        "entity": "CN01",
        "payment_terms": "eom_plus:30",
        "contract_number": "DA-2023-0009",
        "incoterm": "FCA",
        "incoterm_place": "Chongqing",
        "mode": "air",
        "limit": Decimal(400_000),
        "opens": time(8, 30),
        "closes": time(17, 30),
    },
    {
        "code": "ANDES",
        "parent": "AMER",
        "name": "Andes Automotriz",
        "legal_name": "Andes Automotriz S.A. de C.V.",
        "country": "MX",
        "tax_id": "AAU180412KJ3",
        "locale": "es",
        "zone": "America/Mexico_City",
        "currency": "USD",
        "entity": "CN01",
        "payment_terms": "net:45",
        "contract_number": "DA-2024-0031",
        "incoterm": "CPT",
        "incoterm_place": "Mexico City Airport",
        "mode": "air",
        "limit": Decimal(180_000),
        "opens": time(9),
        "closes": time(18),
    },
    {
        "code": "NORDIC",
        "parent": "EUR",
        "name": "Nordic Parts AS",
        "legal_name": "Nordic Parts AS",
        "country": "NO",
        "tax_id": "NO923456783MVA",
        "locale": "en",
        "zone": "Europe/Oslo",
        "currency": "EUR",
        "entity": "DE01",
        "payment_terms": "net:30",
        "contract_number": "DA-2022-0004",
        "incoterm": "DAP",
        "incoterm_place": "Oslo",
        "mode": "road",
        "limit": Decimal(220_000),
        "opens": time(8),
        "closes": time(16),
    },
    {
        "code": "SETO",
        "parent": "ASIA",
        "name": "Seto EV Service",
        "legal_name": "Seto EV Service K.K.",
        "country": "JP",
        "tax_id": "4180001012345",
        "locale": "en",
        "zone": "Asia/Tokyo",
        "currency": "JPY",
        "entity": "CN01",
        "payment_terms": "net:30",
        "contract_number": "DA-2025-0061",
        "incoterm": "FCA",
        "incoterm_place": "Chongqing",
        "mode": "air",
        "limit": Decimal(30_000_000),
        "opens": time(9),
        "closes": time(18),
    },
    {
        "code": "KHALEEJ",
        "parent": "MEA",
        "name": "Khaleej Parts",
        "legal_name": "Khaleej Parts W.L.L.",
        "country": "KW",
        "tax_id": "300714",
        "locale": "ar",
        "zone": "Asia/Kuwait",
        "currency": "KWD",
        "entity": "CN01",
        "payment_terms": "net:30",
        "contract_number": "DA-2025-0064",
        "incoterm": "CPT",
        "incoterm_place": "Kuwait Airport",
        "mode": "air",
        "limit": Decimal(60_000),
        "opens": time(8),
        "closes": time(16),
    },
)

DEALERS: tuple[dict[str, Any], ...] = (
    {
        "code": "DELTA",
        "parent": "NILE",
        "name": "Delta EV Service",
        "legal_name": "دلتا لخدمة السيارات الكهربائية",
        "latin_name": "Delta EV Service LLC",
        "country": "EG",
        "tax_id": "512-345-688",
        "locale": "ar",
        "zone": "Africa/Cairo",
        "currency": "USD",
        "entity": "CN01",
        "payment_terms": "prepaid",
        "contract_number": "DA-2025-0052",
        "incoterm": "CIF",
        "incoterm_place": "Alexandria",
        "mode": "sea",
        "limit": Decimal(20_000),
        "opens": time(9),
        "closes": time(17),
    },
)

# Where each company is and receives: (label, street, city, region, postal code, contact, phone).
PLACES: dict[str, tuple[tuple[str, ...], ...]] = {
    "NILE": (
        (
            "Head office",
            "15 El Tayaran Street, Nasr City",
            "Nasr City",
            "Cairo",
            "11765",
            "Mona El-Sayed",
            "+20 2 5550 0142",
        ),
        (
            "Port Said warehouse",
            "Free Zone, Block 7",
            "Port Said",
            "Port Said",
            "42511",
            "Hany Mostafa",
            "+20 66 555 0142",
        ),
    ),
    "SIAM": (
        (
            "Head office",
            "99/8 Bang Na-Trat Road",
            "Bang Na",
            "Bangkok",
            "10260",
            "Nattapong Srisuk",
            "+66 2 555 0142",
        ),
        (
            "Lat Krabang warehouse",
            "44 ถนนฉลองกรุง",
            "ลาดกระบัง",
            "กรุงเทพมหานคร",
            "10520",
            "Somchai Boonmee",
            "+66 2 555 0177",
        ),
    ),
    "ANDES": (
        (
            "Head office",
            "Av. Insurgentes Sur 1420",
            "Benito Juárez",
            "CDMX",
            "03920",
            "Lucía Herrera",
            "+52 55 5555 0142",
        ),
        (
            "Cuautitlán warehouse",
            "Parque Industrial Cuautitlán, Nave 12",
            "Cuautitlán Izcalli",
            "Méx.",
            "54730",
            "Raúl Ortega",
            "+52 55 5555 0177",
        ),
    ),
    "NORDIC": (
        ("Head office", "Sandakerveien 116", "Oslo", "", "0484", "Ingrid Solberg", "+47 55 50 01 42"),
        ("Alnabru warehouse", "Alfasetveien 24", "Oslo", "", "0668", "Erik Nilsen", "+47 55 50 01 77"),
    ),
    "SETO": (("Head office", "3-14 Sakae, Naka-ku", "Nagoya", "Aichi", "460-0008", "Haruka Mori", "+81 52 555 0142"),),
    "KHALEEJ": (("Warehouse", "Block 1, Street 12", "Shuwaikh", "", "70051", "Fahad Al-Mutairi", "+965 2255 0142"),),
    "DELTA": (("Workshop", "3 طريق الحرية", "سيدي جابر", "الإسكندرية", "21500", "Tarek Nabil", "+20 3 555 0142"),),
}
# Of those in another script, what customs papers print beside it: (street, city, region).
LATIN_PLACES: dict[tuple[str, str], tuple[str, str, str]] = {
    ("SIAM", "Lat Krabang warehouse"): ("44 Chalong Krung Road", "Lat Krabang", "Bangkok"),
    ("DELTA", "Workshop"): ("3 El Horreya Road", "Sidi Gaber", "Alexandria"),
}

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


# Who is rung, at companies and at who sells to them: (column of the owner, its code, name, asked about, phone, e-mail,
# language).
CONTACTS = (
    ("distributor_id", "NILE", "منى عادل", "purchasing", "+20665550142", "purchasing@nile.example", "ar"),
    ("distributor_id", "NILE", "Hany Lotfy", "customs_broker", "+20665550117", "hany@suez-clearing.example", "en"),
    ("distributor_id", "SIAM", "Niran Chaiyasit", "warehouse", "+6625550175", "", "th"),
    ("distributor_id", "ANDES", "Lucía Ferrer", "finance", "", "pagos@andes.example", "es"),
    ("selling_entity_id", "CN01", "Li Na", "finance", "+862365550134", "receivables@hq.example", "zh"),
    ("selling_entity_id", "CN01", "Zhou Min", "dangerous_goods", "+862365550199", "dg@hq.example", "zh"),
)  # fmt: skip


def _add_contacts(loading: Loading) -> None:
    ids = {"distributor_id": loading.distributors, "selling_entity_id": loading.entities}
    names = ("name", "contact_role", "phone", "email", "language")
    service_contacts.set_contacts(
        [((column, ids[column][code]), dict(zip(names, told, strict=True))) for column, code, *told in CONTACTS]
    )


# What is said beside public holidays: (calendar, month, day, what, name); of next year only what is known already.
DAYS = (
    ("hq", 6, 27, "working", "Half-year stock count"),
    ("EG", 7, 1, "off", "Banks close their half-year"),
    ("NILE", 10, 15, "half", "Yearly meeting of dealers"),
    ("SIAM", 7, 30, "off", "Extra holiday of the government"),
    ("ANDES", 12, 24, "half", "Christmas Eve"),
    ("NORDIC", 12, 24, "half", "Christmas Eve"),
    ("DXB", 5, 9, "working", "Yearly stock count"),
)
KNOWN_EARLY = ("hq", "EG", "NILE")


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
