"""The demo's bulletins about parts, with their titles in three languages, and deposits for old drive motors."""

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from portal.catalogue.models import Bulletin, BulletinPart, BulletinTitle
from portal.core.data.sessions import db
from portal.demo.loading import Loading
from portal.pricing.models import CoreDeposit, PriceList

MOTORS = ("21030168", "21030312", "21047492", "21054845")
DEPOSITS = {"USD": Decimal(180), "EUR": Decimal(165), "JPY": Decimal(26_700), "KWD": Decimal("55.250")}
BULLETINS = (
    (
        12, "https://bulletins.example/tb-031", (*MOTORS,),
        "Old drive motors go back drained, in the carton the new one came in",
        {
            "zh": "旧驱动电机须排空冷却液，并装入新电机的原包装退回",
            "ar": "تُعاد محركات الدفع القديمة مفرغة وفي كرتون المحرك الجديد",
        },
    ),
    (
        140, "", ("11107471", "21030168"),
        "Torque of the bolts of the battery pack cover",
        {"zh": "电池包上盖螺栓的拧紧力矩", "ar": "عزم ربط براغي غطاء حزمة البطارية"},
    ),
)  # fmt: skip
"""How many days ago, where it can be read, which parts it names, its title, and that in other languages."""


def add_bulletins(loading: Loading) -> None:
    """Add what was told to the trade about parts."""
    for serial, (days, address, numbers, title, titles) in enumerate(BULLETINS, start=31):
        day = loading.today - timedelta(days=days)
        made = Bulletin(number=f"TB-{day.year}-{serial:03d}", issued_on=day, title=title, address=address)
        db.session.add(made)
        db.session.flush()
        db.session.add_all(BulletinTitle(bulletin_id=made.id, locale=code, title=told) for code, told in titles.items())
        db.session.add_all(BulletinPart(bulletin_id=made.id, part_id=loading.part_ids[number]) for number in numbers)


def add_deposits(loading: Loading) -> None:
    """Add what is charged with a drive motor until the old one comes back, in the lists of this year."""
    lists = db.session.execute(sa.select(PriceList.id, PriceList.currency).where(PriceList.valid_to.is_(None)))
    db.session.add_all(
        CoreDeposit(price_list_id=list_id, part_id=loading.part_ids[number], deposit=DEPOSITS[currency])
        for list_id, currency in lists
        for number in MOTORS
    )
