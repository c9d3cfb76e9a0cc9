"""Words of parts' photos: what became of files that were sent, what is recorded, refusals."""

from flask_babel import lazy_gettext as _l

from portal.audit.labels import register_record
from portal.catalogue.photos.rules import Outcome
from portal.core.counted import counted
from portal.core.web.refusals import register_refusals

OUTCOME_WORDS = {
    Outcome.TAKEN: _l("Taken"),
    Outcome.REPLACED: _l("Took the place of another"),
    Outcome.SAME: _l("The same as before"),
    Outcome.REFUSED: _l("Not taken"),
}
OUTCOME_TONES = {Outcome.TAKEN: "ok", Outcome.REPLACED: "ok", Outcome.SAME: "mute", Outcome.REFUSED: "bad"}

register_record(
    {
        "catalogue.photo_named": _l("Photo of a part taken"),
        "catalogue.photo_described": _l("Photo of a part described"),
        "catalogue.photo_moved": _l("Photo of a part moved"),
        "catalogue.photo_removed": _l("Photo of a part removed"),
    },
    {"part_photo": _l("Photo of a part")},
)
register_refusals(
    {
        "photo.none_sent": _l("Choose the photos first."),
        "photo.no_part": _l("No part is called so: %(name)s."),
        "photo.place_twice": _l("It is the same photo of the same part as %(other)s, sent with it."),
        "photo.no_such_place": counted(
            "A part has at most %(most)s photo, numbered from 1: %(name)s.",
            "A part has at most %(most)s photos, numbered from 1: %(name)s.",
            by="most",
        ),
        "photo.enough_places": counted(
            "A part has at most %(most)s photo. Remove one first.",
            "A part has at most %(most)s photos. Remove one first.",
            by="most",
        ),
    }
)
