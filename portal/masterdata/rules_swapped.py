"""Rows whose code and name look as if their columns were swapped. Pure."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping

from portal.catalogue.rules_part_numbers import norm
from portal.masterdata.rules_changes import GIVEN, Action, Change, Objection
from portal.masterdata.rules_fields import Value

SWAPPED = "masterdata.swapped"
"""A column holds what the other should; `one` and `other` are the fields, `text` is what is held."""
NO_SUCH_PART = "masterdata.swapped_part"
"""There is no such part as `text`, and the field `other` holds the number of one."""
FEWEST_DIGITS = 3
LONGEST_LIKE = 40
"""Signs of the longest text that is taken for a number."""
_WORDS = re.compile(r"[^\W\d_]{3,}")


def numbered(text: Value) -> bool:
    """Return whether a text may be the number of something: short, and some digits in it."""
    said = str(text or "")
    return len(said) <= LONGEST_LIKE and sum(map(str.isdecimal, said)) >= FEWEST_DIGITS


def like_number(text: str) -> bool:
    """Return whether a text can hardly be anything but a number: digits, and no more letters than those."""
    letters = sum(map(str.isalpha, text))
    return numbered(text) and letters <= sum(map(str.isdecimal, text)) and text == text.upper()


def like_words(text: str) -> bool:
    """Return whether a text is hardly the number of anything: no digit in it, or words between blanks."""
    if not any(map(str.isdecimal, text)):
        return True
    return " " in text and any(found != found.upper() for found in _WORDS.findall(text))


def told(one: Change, field: str, other: str) -> Objection:
    """Return what is said of a row that holds in a field what belongs into another one."""
    return Objection(one.key, field, SWAPPED, {"text": one.now[field], "one": field, "other": other})


def maybe_numbers(changes: Iterable[Change], name: str) -> list[Change]:
    """Return the rows that are named anew by what may be a number."""
    return [
        one
        for one in changes
        if one.after and one.now[name] != (one.before or {}).get(name) and numbered(one.now[name])
    ]


def numbers_for_names(changes: Iterable[Change], parts: Container[str], number: str, name: str) -> Iterator[Objection]:
    """Yield an objection for each row named by the number of another part, or whose number is words and name is none.

    `parts` are the numbers of parts, without their signs.
    """
    for one in maybe_numbers(changes, name):
        written, called = str(one.now[number]), str(one.now[name])
        meant = norm(called)
        if meant == norm(written):
            continue
        if meant in parts or _words_for_number(one, number, name):
            yield told(one, name, number)


def words_for_numbers(changes: Iterable[Change], number: str, name: str) -> Iterator[Objection]:
    """Yield an objection for each new row whose number is words and whose name is a number."""
    return (told(one, name, number) for one in changes if _words_for_number(one, number, name))


def _words_for_number(one: Change, number: str, name: str) -> bool:
    return one.action is Action.NEW and like_words(str(one.now[number])) and like_number(str(one.now[name]))


def maybe_codes(changes: Iterable[Change], name: str) -> list[Change]:
    """Return the new rows that are named by what may be a code."""
    return [one for one in changes if one.action is Action.NEW and GIVEN.fullmatch(str(one.now[name]))]


def codes_for_names(changes: Iterable[Change], names: Mapping[str, str], code: str, name: str) -> Iterator[Objection]:
    """Yield an objection for each new row whose code is no code while its name is one, or that turns a known row round.

    `names` are those of rows there are, by their codes. A company may well be called by the code of another one.
    """
    for one in maybe_codes(changes, name):
        written, called = str(one.now[code]), str(one.now[name])
        no_code = not GIVEN.fullmatch(written) and (called in names or called == called.upper())
        if no_code or names.get(called, "").casefold() == written.casefold():
            yield told(one, name, code)


PART_FIELDS = ("part", "old_part", "new_part", "substitute")
"""Fields that name a part there is."""


_NO_NUMBER = re.compile(r"\d+\.\d+|\d{4}-\d\d-\d\d")
"""Amounts and days, as master data keeps them."""


def strangers(changes: Mapping[str, Change], objections: Iterable[Objection]) -> dict[tuple[str, str], dict[str, str]]:
    """Return what else in rows whose part is not there may be its number: by key and field, texts by their fields."""
    return {
        (one.key, one.field): {
            name: str(value)
            for name, value in changes[one.key].now.items()
            if name not in PART_FIELDS and numbered(value) and not _NO_NUMBER.fullmatch(str(value))
        }
        for one in objections
        if one.code == "masterdata.unknown" and one.field in PART_FIELDS and one.key in changes
    }
