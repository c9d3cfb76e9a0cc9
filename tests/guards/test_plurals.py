"""Each catalogue chooses the form of a number as CLDR does, in whose order translators write the forms."""

import gettext

import pytest
from babel import Locale
from babel.messages.pofile import read_po

from portal.core import locales
from portal.core.config import ROOT

KINDS = ("zero", "one", "two", "few", "many", "other")
OLD_ARABIC = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=0 && n%100<=2 ? 4 : 5)"


def chosen_otherwise(rule: str, locale: Locale) -> list[int]:
    """Return the numbers up to a thousand that a catalogue's rule gives another form than CLDR."""
    index_of = gettext.c2py(rule)
    kind_of = locale.plural_form
    used = [kind for kind in KINDS if kind in {kind_of(number) for number in range(1_001)}]
    return [number for number in range(1_001) if index_of(number) != used.index(kind_of(number))]


@pytest.mark.parametrize("code", [code for code in locales.OFFERED if code != "en"])
def test_a_number_takes_the_form_cldr_gives_it(code: str) -> None:
    babel = locales.language_of(code).babel
    with (ROOT / "translations" / babel / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file)

    assert chosen_otherwise(catalogue.plural_expr, Locale.parse(babel)) == []


def test_a_rule_that_is_not_cldr_s_would_be_found() -> None:
    wrong = chosen_otherwise(OLD_ARABIC, Locale("ar"))

    assert wrong[:3] == [11, 12, 13] and 100 in wrong and 5 not in wrong
