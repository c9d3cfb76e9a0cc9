"""Forms speak the reader's language: also what the library itself says about a field."""

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.core import locales
from portal.core.forms import SAID_BY_WTFORMS, Form


class Example(Form):
    """One field for each thing the library can say."""

    name = StringField("name", [InputRequired()])
    code = StringField("code", [Length(max=3)])
    colour = SelectField("colour", choices=[("red", "red")])
    day = DateField("day")


TYPED = MultiDict({"name": "", "code": "12345", "colour": "blue", "day": "soon"})
TOLD = {
    "en": {
        "name": "This field is required.",
        "code": "Field cannot be longer than 3 characters.",
        "colour": "Not a valid choice.",
        "day": "Not a valid date value.",
    },
    "zh": {"name": "此项必填。", "code": "最多 3 个字符。", "colour": "选择无效。", "day": "日期无效。"},
    "ar": {
        "name": "هذا الحقل مطلوب.",
        "code": "الحد الأقصى 3 أحرف.",
        "colour": "اختيار غير صالح.",
        "day": "التاريخ غير صالح.",
    },
}


@pytest.mark.parametrize("language", TOLD)
def test_a_wrong_field_is_explained_in_the_readers_language(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        form = Example(formdata=TYPED, meta={"csrf": False})
        good = form.validate()
        told = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}

    assert (good, told) == (False, TOLD[language])


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_nothing_the_library_says_stays_english(app: Flask, language: str) -> None:
    told = {}
    for code in ("en", language):
        with app.test_request_context(), force_locale(locales.babel_locale(code)):
            told[code] = {str(sentence) for sentence in SAID_BY_WTFORMS}

    assert told["en"] & told[language] == set()
