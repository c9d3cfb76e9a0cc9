"""A sentence that counts takes the form of its number, in each language's own number of forms."""

import pytest
from babel.support import NullTranslations
from flask import Flask
from flask_babel import force_locale

from portal.core.counted import counted, form_of

PIECES = counted("%(n)s piece", "%(n)s pieces", by="n")


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 pieces"), (1, "1 piece"), (-1, "-1 piece"), (2, "2 pieces"), ("1", "1 piece"), (None, "None pieces")],
)
def test_english_has_one_and_many(app: Flask, number: object, words: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert form_of(PIECES, {"n": number}) % {"n": number} == words


def test_arabic_has_six_forms(app: Flask) -> None:
    with app.test_request_context(), force_locale("ar"):
        told = [form_of(PIECES, {"n": n}) % {"n": n} for n in (0, 1, 2, 3, 11, 100)]

    assert told == ["لا قطع", "قطعة واحدة", "قطعتان", "3 قطع", "11 قطعة", "100 قطعة"]


def test_a_plain_text_stays_as_it_is() -> None:
    assert form_of("%(n)s pieces", {"n": 1}) == "%(n)s pieces"


def test_an_empty_catalogue_has_the_english_forms() -> None:
    assert PIECES.form(NullTranslations(), {"n": 1}) == "%(n)s piece"
