"""The choice of language: the person, then the cookie, then the browser."""

import pytest
from babel import Locale

from portal.core import locales
from portal.core.locales import OFFERED, SUPPORTED, accepted_tags, choose

ALL = tuple(SUPPORTED)


def test_nine_languages_are_known_to_babel_by_their_own_names_and_direction() -> None:
    assert ALL == ("en", "zh", "ar", "th", "ru", "es", "pt-BR", "de", "fr")
    for code in ALL:
        known = Locale.parse(locales.babel_locale(code))
        assert locales.direction(code) == known.text_direction
        assert locales.language_of(code).name.split()[0].lower() in known.display_name.lower() or (code == "zh")


def test_only_complete_translations_are_offered() -> None:
    assert OFFERED == ("en", "zh", "ar")
    assert set(OFFERED) <= set(SUPPORTED)


def test_the_user_wins_over_cookie_and_browser() -> None:
    assert choose("ar", "zh", "en") == "ar"
    assert choose(None, "zh", "ar") == "zh"
    assert choose(None, None, "ar") == "ar"
    assert choose(None, None, None) == "en"


def test_an_unknown_or_unoffered_choice_is_passed_over() -> None:
    assert choose("xx", "de", "zh-CN") == "zh"
    assert choose("de", None, None, offered=ALL) == "de"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW", "zh"),
        ("zh-Hant-HK", "zh"),
        ("pt", "pt-BR"),
        ("pt-PT,en;q=0.1", "pt-BR"),
        ("es-419", "es"),
        ("ar-EG;q=0.5, th;q=0.9", "th"),
        ("nb, en;q=0.1, ru;q=0.2", "ru"),
        ("de;q=0, fr", "fr"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("", "en"),
        ("fr;q=2, ru;q=0.1", "ru"),
        ("fr;q=abc, de;q=0.1", "de"),
        (";;;,,,q=1", "en"),
        ("zh_CN", "zh"),
    ],
)
def test_the_browsers_header_is_read_by_weight(header: str, code: str) -> None:
    assert choose(None, None, header, offered=ALL) == code


def test_equal_weights_keep_their_order() -> None:
    assert accepted_tags("ru, de, fr;q=1.0, en;q=0.2, *;q=0.1") == ("ru", "de", "fr", "en")


def test_an_endless_header_is_cut() -> None:
    assert choose(None, None, "x-y," * 10_000 + "ar") == "en"


def test_the_page_says_which_script_its_chinese_is_in() -> None:
    assert locales.html_lang("zh") == "zh-Hans"
    assert locales.html_lang("pt-BR") == "pt-BR"
