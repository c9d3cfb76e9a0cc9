"""Which sentences on VAT hold on a day, and in which languages each has to be said. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.core.dated import Dated
from portal.core.errors import Refused

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a paper says of VAT: in its own language and in English."""

    local: str
    english: str


def name_of(category: str, language: str) -> str:
    """Return the name under which dated sentences keep one category in one language."""
    return f"{category}|{language}"


def sentence_on(texts: Dated[str], category: str, language: str, day: date) -> Sentence:
    """Return what holds of a category on the day of supply; English stands in for a language without a sentence.

    Refuses `billing.no_tax_text` (category, day) where nothing is said of that day.
    """
    held = texts.on(day)
    english = held.get(name_of(category, ENGLISH))
    if english is None:
        raise Refused("billing.no_tax_text", category=category, day=day)
    return Sentence(held.get(name_of(category, language), english), english)


def unsaid(rows: Iterable[tuple[str, str, date]], wanted: Iterable[str]) -> dict[tuple[str, date], list[str]]:
    """Return in which wanted languages nothing is said, for each category and first day that begins in any language.

    Papers print two languages side by side: both change on one day.
    """
    said: dict[tuple[str, date], set[str]] = {}
    for category, language, first in rows:
        said.setdefault((category, first), set()).add(language)
    languages = list(wanted)
    lacking = {key: [each for each in languages if each not in there] for key, there in said.items()}
    return {key: missing for key, missing in lacking.items() if missing}
