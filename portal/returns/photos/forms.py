"""Photos sent with the form of a claim: counted, drawn anew and stored before the claim itself is filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.core.actor import Actor
from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.core.pictures.reader import drawn_anew, turn
from portal.core.pictures.sent import Upload, file_name, refuse_too_much, unfit
from portal.returns.photos import service
from portal.returns.photos.service import Allowance, StoredPhoto


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends photos, when, and how many that may be."""

    actor: Actor
    now: datetime
    allowance: Allowance


def take_photos(uploads: Sequence[Upload], sender: Sender) -> list[StoredPhoto | Refused]:
    """Return for each file sent its photo in storage, or why there is none.

    Raises `photo.too_much_sent` and `photo.too_many_pixels_sent` where they are too much work together,
    `photo.enough_for_now` and `photo.enough_for_today` beyond the allowance, `photo.busy` where others are
    at it: nothing was kept. Each has `photo.empty`, `.too_large` (bytes) or what `drawn_anew` found.
    """
    refuse_too_much(uploads)
    named = [(data, file_name(name)) for data, name in uploads]
    answers = [unfit(data, name) for data, name in named]
    fit = [upload for upload, answer in zip(named, answers, strict=True) if answer is None]
    taken = iter(_drawn_and_stored(fit, sender) if fit else ())
    return [next(taken) if answer is None else answer for answer in answers]


def _drawn_and_stored(uploads: Sequence[Upload], sender: Sender) -> list[StoredPhoto | Refused]:
    """Take one's turn, and have each file written down before it is drawn and stored."""
    with turn():
        sizes = [len(data) for data, _name in uploads]
        folders = perform(service.write_down, sizes, sender.actor, sender.now, sender.allowance)
        pictures = drawn_anew(uploads)
    return [
        picture if isinstance(picture, Refused) else service.store(name, folder, picture)
        for (_data, name), folder, picture in zip(uploads, folders, pictures, strict=True)
    ]
