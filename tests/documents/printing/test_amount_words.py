"""Amounts written out in words."""

import pytest
from babel import Locale

from portal.documents.printing.amount_words import amount_in_words


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "Four thousand, five hundred and ninety-seven US dollars and 04/100"),
        ("de", "Viertausendfünfhundertsiebenundneunzig US-Dollar 04/100"),
        ("ru", "Четыре тысячи пятьсот девяносто семь долларов США 04/100"),
        ("pt_BR", "Quatro mil, quinhentos e noventa e sete dólares americanos 04/100"),
        ("zh", "美元 肆仟伍佰玖拾柒元零肆分"),
        ("kk", None),
    ],
)
def test_amounts_in_words(locale, words):
    spoken = amount_in_words("4597.04", "USD", Locale.parse(locale))

    assert spoken == words or (spoken or "").lower() == (words or "").lower()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "美元 零元整"),
        ("10.00", "美元 壹拾元整"),
        ("1001.50", "美元 壹仟零壹元伍角"),
        ("20005.00", "美元 贰万零伍元整"),
        ("100000000.00", "美元 壹亿元整"),
        ("105000.00", "美元 壹拾万伍仟元整"),
        ("100020003.00", "美元 壹亿零贰万零叁元整"),
    ],
)
def test_chinese_capital_numerals(amount, words):
    assert amount_in_words(amount, "USD", Locale("zh")) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1.00", "USD", "دولار أمريكي واحد و00/100 فقط لا غير"),
        ("2.00", "USD", "دولاران أمريكيان و00/100 فقط لا غير"),
        ("3.50", "USD", "ثلاثة دولارات أمريكية و50/100 فقط لا غير"),
        ("11.00", "USD", "أحد عشر دولارًا أمريكيًا و00/100 فقط لا غير"),
        ("2000.00", "USD", "ألفا دولار أمريكي و00/100 فقط لا غير"),
        ("2167.20", "USD", "ألفان ومائة وسبعة وستون دولارًا أمريكيًا و20/100 فقط لا غير"),
        ("105.00", "EUR", "مائة وخمسة يورو و00/100 فقط لا غير"),
    ],
)
def test_arabic_declines_what_it_counts(amount, currency, words):
    assert amount_in_words(amount, currency, Locale("ar")) == words
