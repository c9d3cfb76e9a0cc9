"""Papers speak the receiver's language, by whichever name it is called, with English beside it."""

import pytest

from portal.documents.printing.words import words_of


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("zh", "单价"),
        ("zh_Hans_CN", "单价"),
        ("ar", "سعر الوحدة"),
        ("ar-EG", "سعر الوحدة"),
        ("en", "Unit price"),
    ],
)
def test_a_paper_finds_the_catalogue_of_its_language(locale: str, told: str) -> None:
    assert words_of(locale).local("Unit price") == told


def test_english_stands_beside_the_receivers_words_once() -> None:
    assert str(words_of("zh").both("Unit price")) == "单价 <i>Unit price</i>"
    assert str(words_of("en").both("Unit price")) == "Unit price"


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown locale"):
        words_of("xx_nowhere")
