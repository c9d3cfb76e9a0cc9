"""Nobody is told as news what they did themselves; the confirmation by mail stays."""

import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db, perform
from portal.notifications.models import Mail
from portal.notifications.queries import latest_notices, unread_count
from portal.notifications.service import notify
from tests.factories import make_dealer_user, make_hq_user
from tests.notifications.test_mails import NOW, facts_of
from tests.orders.factories import make_market, make_submitted, sell


def test_what_one_did_oneself_does_not_stand_in_ones_inbox(app: Flask) -> None:
    mona, karim = make_dealer_user(), make_dealer_user()

    perform(notify, [mona.id, karim.id], "order_approved", facts_of("order_approved"), "", NOW, doer=mona.id)

    assert [unread_count(user.id) for user in (mona, karim)] == [0, 1]
    assert [len(latest_notices(user.id, 5)) for user in (mona, karim)] == [0, 1]


def test_who_hands_an_order_in_has_nothing_to_read_about_it_but_gets_the_mail(app: Flask) -> None:
    market = make_market()
    sell(market, "P1")
    colleague, reviewer = make_dealer_user(market.distributor), make_hq_user()

    make_submitted(market, ("P1", 3))

    assert [unread_count(one.id) for one in (market.buyer, colleague, reviewer)] == [0, 1, 1]
    assert latest_notices(market.buyer.id, 5) == []
    told = db.session.scalars(sa.select(Mail.user_id).where(Mail.kind == "order_submitted").order_by(Mail.user_id))
    assert list(told) == [market.buyer.id, colleague.id]
