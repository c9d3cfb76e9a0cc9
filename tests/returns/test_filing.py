"""Filing a claim: what is counted caps it, each reason asks for its proof, late ones are marked."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditRow
from portal.core.actor import Actor
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.scope import scoped
from portal.returns import queries, service
from portal.returns.models import Claim, ClaimLine, PhotoUpload
from portal.returns.photos.service import StoredPhoto, folder_of
from portal.returns.service import ClaimRequest, WantedLine
from portal.returns.states import ClaimState, Reason
from portal.shipping.models import ShipmentLine
from portal.shipping.states import ShipmentState
from tests import factories
from tests.returns.factories import NOW, Counted, Received, received

D = Decimal
PHOTO = StoredPhoto("label.jpg", "photos/aa/x.jpg", "0" * 64, 1200, 400, 300)


def buyer(made: Received) -> Actor:
    return factories.actor_of(factories.make_dealer_user(made.distributor))


def wanted(made: Received, reason: Reason, quantity: int, **values: object) -> WantedLine:
    line = int(values.pop("line", 0))  # type: ignore[call-overload]
    return WantedLine(f"{line}", made.line_ids[line], reason, quantity, **values)  # type: ignore[arg-type]


def file(made: Received, *lines: WantedLine, actor: Actor | None = None, now: datetime = NOW) -> str:
    actor = actor or buyer(made)
    with scoped(actor.scope):
        return perform(service.file_claim, ClaimRequest(made.number, "please look", lines), actor, now)


def claimed(made: Received) -> list[int]:
    query = sa.select(ShipmentLine.claimed).where(ShipmentLine.id.in_(made.line_ids)).order_by(ShipmentLine.id)
    return list(db.session.scalars(query))


def test_a_shortage_is_claimed_valued_and_due_in_two_working_days(app: Flask) -> None:
    made = received(Counted(shipped=10, price="12.50", counts={"short": 2}))

    number = file(made, wanted(made, Reason.SHORT, 2))

    claim = queries.claim_for(number)
    assert number.startswith("RMA-2026-")
    assert (claim.state, claim.late, claim.claimed_amount) == (ClaimState.SUBMITTED, False, D("25.00"))
    assert claim.due_at == datetime(2026, 3, 19, 8, 0, tzinfo=UTC)
    assert queries.lines_of(claim.id, "en")[0].window_closes_on == date(2026, 3, 30)
    assert [row.kind for row in queries.history_of(claim.id, internal=True)] == ["filed"]
    assert claimed(made) == [2]
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditRow.action == "claim.filed")) == 1


def test_a_claim_is_capped_by_the_count_and_by_earlier_claims(app: Flask) -> None:
    made = received(Counted(shipped=10, counts={"short": 2}))
    file(made, wanted(made, Reason.SHORT, 1))

    with pytest.raises(FieldRefused) as refused:
        file(made, wanted(made, Reason.SHORT, 2))

    assert (refused.value.code, refused.value.field) == ("claim.over_left", "quantity-0")
    assert refused.value.facts == {"asked": 2, "left": 1}
    assert claimed(made) == [1]


def test_two_reasons_may_not_rest_on_the_same_arrived_piece(app: Flask) -> None:
    made = received(Counted(shipped=3))
    defect = wanted(made, Reason.DEFECT, 2, note="VIN LZZ1, code P0A0F, job 88")

    with pytest.raises(FieldRefused) as refused:
        file(made, defect, wanted(made, Reason.SURPLUS, 2))

    assert refused.value.facts == {"asked": 2, "left": 1}
    assert claimed(made) == [0]


@pytest.mark.parametrize(
    ("reason", "values", "code"),
    [
        (Reason.WRONG, {}, "claim.photo_needed"),
        (Reason.DMG_H, {}, "claim.photo_needed"),
        (Reason.DEFECT, {"note": "no"}, "claim.note_needed"),
    ],
)
def test_a_reason_without_its_proof_is_refused_beside_the_row(
    app: Flask, reason: Reason, values: dict[str, object], code: str
) -> None:
    made = received(Counted(shipped=5, counts={"wrong": 1, "damaged": 1}))

    with pytest.raises(FieldRefused) as refused:
        file(made, wanted(made, reason, 1, **values))

    assert refused.value.code == code


def test_with_its_photo_a_wrong_part_is_claimed_and_the_photo_kept(app: Flask) -> None:
    made = received(Counted(shipped=5, counts={"wrong": 1}))
    sender = buyer(made)
    whose = {"user_id": sender.user_id, "distributor_id": sender.distributor_id}
    factories.saved(PhotoUpload(folder=folder_of(PHOTO.storage_key), size=1, sent_at=NOW, **whose))

    number = file(made, wanted(made, Reason.WRONG, 1, photos=(PHOTO,)), actor=sender)

    photos = queries.photos_of(queries.claim_for(number).id)
    assert [(photo.name, photo.width) for photo in photos] == [("label.jpg", 400)]
    assert len(photos[0].public_id) >= 20


def test_a_photo_that_was_swept_while_its_form_lay_open_is_asked_for_again(app: Flask) -> None:
    made = received(Counted(shipped=5, counts={"wrong": 1}))

    with pytest.raises(FieldRefused) as refused:
        file(made, wanted(made, Reason.WRONG, 1, photos=(PHOTO,)))

    assert (refused.value.code, refused.value.field) == ("claim.photo_gone", "photos-0")
    assert refused.value.facts == {"name": "label.jpg"}


def test_a_claim_after_its_window_is_taken_but_marked_out_of_time(app: Flask) -> None:
    made = received()

    number = file(made, wanted(made, Reason.SHORT, 1), now=datetime(2026, 4, 20, 8, tzinfo=UTC))

    assert queries.claim_for(number).late is True


def test_the_last_day_is_the_distributors_own_day(app: Flask) -> None:
    """Ten working days after Monday 16 March, Friday and Saturday off, end on 30 March in Cairo."""
    made = received()
    last_hour = datetime(2026, 3, 30, 21, 30, tzinfo=UTC)

    inside = file(made, wanted(made, Reason.SHORT, 1), now=last_hour)
    outside = file(made, wanted(made, Reason.SHORT, 1), now=datetime(2026, 3, 30, 22, 30, tzinfo=UTC))

    assert (queries.claim_for(inside).late, queries.claim_for(outside).late) == (False, True)


def test_an_unreceived_shipment_and_an_empty_claim_are_refused(app: Flask) -> None:
    made = received()
    on_the_way = received()
    with transaction() as session:
        session.execute(
            sa.text("UPDATE shipment SET state = :state, received_at = NULL WHERE id = :id"),
            {"state": ShipmentState.DEPARTED.value, "id": on_the_way.shipment_id},
        )

    with pytest.raises(Refused, match=r"claim\.not_received"):
        file(on_the_way, wanted(on_the_way, Reason.SHORT, 1))
    with pytest.raises(Refused, match=r"claim\.no_lines"):
        file(made)


def test_another_distributors_shipment_and_lines_are_out_of_sight(app: Flask) -> None:
    mine, theirs = received(), received()

    with pytest.raises(NotVisible):
        file(theirs, wanted(theirs, Reason.SHORT, 1), actor=buyer(mine))
    with pytest.raises(Refused, match=r"claim\.unknown_line"):
        file(mine, wanted(theirs, Reason.SHORT, 1), actor=buyer(mine))
    number = file(theirs, wanted(theirs, Reason.SHORT, 1))

    with scoped(buyer(mine).scope):
        db.session.remove()
        with pytest.raises(NotVisible):
            queries.claim_for(number)
        assert db.session.scalar(sa.select(sa.func.count(Claim.id))) == 0


def test_a_surplus_is_claimed_without_a_value(app: Flask) -> None:
    made = received(Counted(shipped=4, counts={"over": 2}))

    number = file(made, wanted(made, Reason.OVER, 2))

    assert queries.claim_for(number).claimed_amount == 0
    assert db.session.scalar(sa.select(ClaimLine.quantity)) == 2
