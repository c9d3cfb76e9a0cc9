"""Words of names, cut so that every language finds them."""

import pytest

from portal.catalogue.search.rules_words import (
    LONGEST_WORD,
    MOST_QUERY_WORDS,
    Term,
    query_words,
    search_words,
    spelling_keys,
)


def finds(query: str, *names: str) -> bool:
    """Tell whether a search for a text finds a part of these names."""
    words = search_words(names).split()
    asked = query_words(query)

    def there(term: Term) -> bool:
        wanted, begins = term
        return any(word.startswith(wanted) for word in words) if begins else wanted in words

    return bool(asked) and all(any(all(map(there, way)) for way in piece) for piece in asked)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("brake", "Front brake disc"),
        ("BRA disc", "Front brake disc"),
        ("stossdampfer", "Stoßdämpfer vorn"),
        ("etrier", "Étrier de frein"),
        ("колес", "Датчик скорости колеса"),
        ("щетка", "Щётка стеклоочистителя"),
        ("电池", "动力电池模组"),
        ("池", "动力电池模组"),
        ("动力电池", "动力电池模组"),
        ("بطارية", "وحدة بطارية الجر"),
        ("البطارية", "وحدة بطارية الجر"),
        ("بطاريه", "غطاء حزمة البطارية"),
        ("الامامي", "قرص الفرامل الأمامي"),
        ("เบรก", "จานเบรกหน้า"),
        ("แบตเต", "โมดูลแบตเตอรี่ขับเคลื่อน"),
        ("น้ำ", "น้ำมันเบรก"),
        ("الفَرَامِل", "قرص الفرامل الأمامي"),
        ("۱۲", "12 V battery"),
        ("แบตเตอรี่", "โมดูลแบตเตอรี่ขับเคลื่อน"),
        ("freio dianteiro", "Disco de freio dianteiro"),
    ],
)
def test_a_word_or_its_beginning_finds_the_part(query: str, name: str) -> None:
    assert finds(query, name, "Auriga E5")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("rake", "Front brake disc"),
        ("电机", "动力电池模组"),
        ("brake motor", "Front brake disc"),
        ("–", "x"),
        ("", "x"),
    ],
)
def test_other_words_do_not(query: str, name: str) -> None:
    assert not finds(query, name)


def test_words_stand_once_and_sorted() -> None:
    assert search_words(["Door seal", "Door lock", "DOOR"]) == "door lock seal"


@pytest.mark.parametrize(
    "name",
    [
        "x" * 200,
        "เ" + "่" * 199,
        "เบ" + "้" * 90 + "รก",
        "か" + "\u3099" * 150 + "な",
        "電" + "\u302a" * 100 + "池",
    ],
)
def test_no_word_is_longer_than_is_kept_and_its_name_finds_it(name: str) -> None:
    assert max(map(len, search_words([name]).split())) <= LONGEST_WORD
    assert finds(name, name)


def test_a_question_of_a_hundred_words_stays_small() -> None:
    assert len(query_words(" ".join(f"w{n}" for n in range(100)))) == MOST_QUERY_WORDS


def test_signs_of_query_languages_never_reach_the_words() -> None:
    asked = query_words("""a'b "c" OR d* (e) & f:* | !g \\ %_ ; --""")

    assert [word for (((word, _),),) in asked] == ["a", "b", "c", "or", "d", "e", "f", "g"]


def test_thai_is_cut_by_a_dictionary() -> None:
    assert {"น้ำมัน", "เบรก"} <= set(search_words(["น้ำมันเบรก"]).split())
    assert (("น้ำมัน", True), ("เบรก", True)) in query_words("น้ำมันเบรก")[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("braek", "brake"),
        ("break", "brake"),
        ("dsic", "disc"),
        ("radiater", "radiator"),
        ("batery", "battery"),
        ("bremsscheeibe", "bremsscheibe"),
        ("акумулятор", "аккумулятор"),
        ("بطاريه", "بطاريات"),
        ("แบตเตอรี", "แบตเตอรี่"),
    ],
)
def test_a_misspelt_word_shares_a_key_with_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert spelling_keys(typed) & spelling_keys(meant)
