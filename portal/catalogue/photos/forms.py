"""Photos of parts as they are sent, many at once: told their part by their file's name, drawn anew, stored, named."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portal.catalogue.photos import queries, service
from portal.catalogue.photos.queries import LARGE, SMALL
from portal.catalogue.photos.rules import MOST_PLACES, Outcome, chosen, readings
from portal.catalogue.photos.service import StoredPhoto
from portal.catalogue.queries_numbers import refuse_merged
from portal.catalogue.rules_part_numbers import norm
from portal.core.actor import Actor
from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.core.pictures.reader import Limits, Picture, drawn_anew, turn
from portal.core.pictures.sent import Upload, file_name, refuse_too_much, unfit

LARGE_LIMITS, SMALL_LIMITS = Limits(longest_side=1_600), Limits(longest_side=160)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a file: its name, its part's number where it has one, its place, why it was not taken."""

    name: str
    outcome: Outcome
    number: str = ""
    place: int | None = None
    refusal: Refused | None = None


@dataclass(frozen=True, slots=True)
class _Aim:
    """A file that is to be a photo of a part, at a place (None: behind the others)."""

    data: bytes
    sha256: str
    part_id: int
    answer: Answer


def take_photos(uploads: Sequence[Upload], actor: Actor, now: datetime, number: str = "") -> list[Answer]:
    """Return for each file sent what became of it: a photo of the part of that number, else of the one its name means.

    Raises `photo.none_sent`, `photo.too_much_sent` and `photo.too_many_pixels_sent` where they are too much work
    together, `photo.busy` where others are at it, `part.became` for a part that turned out to be another one,
    `NotVisible` for a number that is none: nothing was kept.
    """
    if not uploads:
        raise Refused("photo.none_sent")
    refuse_too_much(uploads)
    named = [(data, file_name(name)) for data, name in uploads]
    part_id = queries.part_of_number(number)[0] if number else 0
    refuse_merged(part_id)
    told = _judged(named, part_id, number)
    aims = [one for one in told if isinstance(one, _Aim)]
    taken = iter(_taken(aims, actor, now) if aims else ())
    return [next(taken) if isinstance(one, _Aim) else one for one in told]


def _judged(uploads: Sequence[Upload], part_id: int, number: str) -> list[_Aim | Answer]:
    """Say of each file what it is to be a photo of, or what became of it already."""
    texts = {norm(text) for _data, name in uploads for text, _place in readings(name)}
    known = {} if part_id else queries.numbers_by_norm(texts)
    written = {key: written for key, (_id, written) in known.items()}
    there = queries.sent_hashes({part_id} if part_id else {found for found, _number in known.values()})
    told: list[_Aim | Answer] = []
    seen: dict[tuple[int, int | str], str] = {}
    for data, name in uploads:
        sha256, place = hashlib.sha256(data).hexdigest(), None
        whose: tuple[int, str] | None = (part_id, number)
        if not part_id:
            meant = chosen(name, written)
            whose, place = (known[meant[0]], meant[1]) if meant else (None, None)
        if whose is None:
            told.append(Answer(name, Outcome.REFUSED, refusal=Refused("photo.no_part", name=name)))
            continue
        answer = Answer(name, Outcome.TAKEN, whose[1], place)
        among_all = [at for (owner, at), sent in there.items() if owner == whose[0] and sent == sha256]
        key = (whose[0], place or sha256)
        if refusal := _refusal(data, name, place, other=seen.get(key, "")):
            told.append(replace(answer, outcome=Outcome.REFUSED, refusal=refusal))
        elif place in among_all or (place is None and among_all):
            told.append(replace(answer, outcome=Outcome.SAME, place=place or among_all[0]))
        else:
            seen[key] = name
            told.append(_Aim(data, sha256, whose[0], answer))
    return told


def _refusal(data: bytes, name: str, place: int | None, *, other: str) -> Refused | None:
    if place is not None and not 1 <= place <= MOST_PLACES:
        return Refused("photo.no_such_place", name=name, most=MOST_PLACES)
    if other:
        return Refused("photo.place_twice", name=name, other=other)
    return unfit(data, name)


def _taken(aims: Sequence[_Aim], actor: Actor, now: datetime) -> list[Answer]:
    """Have each file written down, drawn in both sizes and stored, then named by its part."""
    with turn():
        folders = perform(service.write_down, len(aims), actor, now)
        drawn = drawn_anew([(one.data, one.answer.name) for one in aims], LARGE_LIMITS)
        large = [(at, one) for at, one in enumerate(drawn) if isinstance(one, Picture)]
        small = drawn_anew([(one.data, aims[at].answer.name) for at, one in large], SMALL_LIMITS) if large else []
    answers = [
        replace(aim.answer, outcome=Outcome.REFUSED, refusal=one if isinstance(one, Refused) else None)
        for aim, one in zip(aims, drawn, strict=True)
    ]
    stored: list[tuple[int, StoredPhoto]] = []
    for (at, picture), thumbnail in zip(large, small, strict=True):
        if isinstance(thumbnail, Refused):
            answers[at] = replace(answers[at], refusal=thumbnail)
            continue
        sizes = {LARGE: picture, SMALL: thumbnail}
        kept = {kind: service.store(folders[at], one) for kind, one in sizes.items()}
        aim = aims[at]
        stored.append((at, StoredPhoto(aim.part_id, aim.answer.place, aim.answer.name, aim.sha256, kept)))
    named = perform(service.name_photos, [one for _at, one in stored], actor, now) if stored else []
    for (at, _one), done in zip(stored, named, strict=True):
        if isinstance(done, Refused):
            answers[at] = replace(answers[at], refusal=done)
        else:
            answers[at] = replace(answers[at], outcome=Outcome.REPLACED if done else Outcome.TAKEN)
    return answers
