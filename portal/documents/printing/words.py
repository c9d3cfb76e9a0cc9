"""The words of a paper: the receiver's language, with English beside it.

Templates write `both(_l("Unit price"))`: `_l` marks the sentence for extraction and returns it as
it stands; `both` prints it in the receiver's language and then, smaller, in English. A receiver
who reads English gets it once.
"""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.support import NullTranslations, Translations
from markupsafe import Markup, escape

from portal.core import locales
from portal.core.counted import Counted
from portal.core.formats import babel_of
from portal.documents.printing.places import TRANSLATIONS
from portal.documents.rules_words import InContext

ENGLISH = Locale("en")
_SOURCE = NullTranslations()


class Words:
    """Everything that a paper says in one receiver's language."""

    def __init__(self, locale: Locale, translations: NullTranslations) -> None:
        self.locale = locale
        self._translations = translations

    @property
    def code(self) -> str:
        """The language as a BCP 47 tag, for the paper's `lang`."""
        return str(self.locale).replace("_", "-")

    @property
    def right_to_left(self) -> bool:
        """Whether the paper is read from the right."""
        return self.locale.text_direction == "rtl"

    @property
    def is_english(self) -> bool:
        """Whether English beside the receiver's words would say the same twice."""
        return self.locale.language == ENGLISH.language

    def local(self, sentence: str | Counted, **facts: object) -> str:
        """Return the sentence in the receiver's language, English where none is known."""
        if isinstance(sentence, Counted):
            return _filled(sentence.form(self._translations, facts), facts)
        if isinstance(sentence, InContext):
            return _filled(self._translations.upgettext(sentence.context, str(sentence)), facts)
        return _filled(self._translations.ugettext(sentence), facts)

    def both(self, sentence: str | Counted, **facts: object) -> Markup:
        """Return the sentence in the receiver's language followed by the English one."""
        local = self.local(sentence, **facts)
        source = sentence.form(_SOURCE, facts) if isinstance(sentence, Counted) else sentence
        english = _filled(source, facts)
        return self.beside(local, english)

    def beside(self, local: str, english: str) -> Markup:
        """Return a text in the receiver's language followed by its English form, once if equal."""
        if local == english:
            return self.latin(english)
        return Markup("{} {}").format(local, Markup("<i>{}</i>").format(self.latin(english)))

    def headed(self, sentence: str, unit: str) -> Markup:
        """Return a column's head with its unit: local words, unit, then the English words."""
        local, english = self.local(sentence), str(sentence)
        heading = Markup("{} {}").format(self.written(local), self.latin(unit))
        if local == english:
            return heading
        return heading + Markup(" <i>{}</i>").format(self.latin(english))

    def latin(self, text: object) -> Markup:
        """Return a Latin run, kept left-to-right inside right-to-left text."""
        if not self.right_to_left:
            return escape(text)
        return Markup('<bdi dir="ltr">{}</bdi>').format(text)

    def written(self, text: object) -> Markup:
        """Return a text in its own direction: Latin runs are kept left-to-right."""
        return escape(text) if _reads_right_to_left(str(text)) else self.latin(text)

    def country(self, code: str) -> Markup:
        """Return a country in English, as customs papers need it, after its local name."""
        english = ENGLISH.territories.get(code, code)
        return self.beside(self.locale.territories.get(code, english), english)


def _filled(sentence: str, facts: Mapping[str, object]) -> str:
    return sentence % facts if facts else sentence


def _reads_right_to_left(text: str) -> bool:
    return any("\u0590" <= character <= "\u08ff" for character in text)


@lru_cache(maxsize=32)
def words_of(locale: str) -> Words:
    """Return the words of a locale such as `ar`, `zh`, `pt_BR` or `pt-BR`.

    Raises ValueError for a locale that does not exist.
    """
    try:
        parsed = babel_of(locale)
    except (UnknownLocaleError, ValueError) as unknown:
        raise ValueError(f"unknown locale: {locale}") from unknown
    code = locales.match(locale, tuple(locales.SUPPORTED))
    folder = locales.babel_locale(code) if code else str(parsed)
    return Words(parsed, Translations.load(str(TRANSLATIONS), [folder]))
