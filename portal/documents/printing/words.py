"""The words of a paper: the receiver's language, with English beside it.

Templates write `both(_l("Unit price"))`: `_l` marks the sentence for extraction and returns it as
it stands; `both` prints it in the receiver's language and then, smaller, in English. A receiver
who reads English gets it once.
"""

import re
from collections.abc import Mapping, Sequence
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
LONGEST_KEPT = 24
"""Signs of a run that no line may tear: numbers of papers and parts, an amount, a reference."""


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

    def counted(self, sentence: Counted, number: object, shown: str) -> str:
        """Return a number with what is counted, in English on every paper: customs read it, and it stands once."""
        return sentence.form(_SOURCE, {sentence.by: number}) % {sentence.by: shown}

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
        return Markup("{} <i>{}</i>").format(self.written(local), english)

    def label(self, sentence: str) -> Markup:
        """Return the words beside a value in both languages as one text: a second style would be a second box."""
        return self._as_one(self.local(sentence), str(sentence), " ")

    def told(self, sentence: str | Counted, **facts: object) -> Markup:
        """Return the sentence in the receiver's language and in English as one text."""
        source = sentence.form(_SOURCE, facts) if isinstance(sentence, Counted) else sentence
        return self._as_one(self.local(sentence, **facts), _filled(source, facts), " · ")

    def dated(self, local: str, english: str) -> Markup:
        """Return a date or a name in both languages as one text, once if equal."""
        return self._as_one(local, english, " · ")

    def _as_one(self, local: str, english: str, between: str) -> Markup:
        if local == english:
            return self.latin(english)
        kept = english.translate(_UNTORN) if len(english) <= LONGEST_KEPT else english
        if not self.right_to_left:
            return Markup("{}{}{}").format(local, between, kept)
        return Markup("{}{}{}").format(_isolated(local), between, _signed(kept) if kept != english else _run(english))

    def whole(self, tag: str, text: object, kind: str = "", *, below: str = "", columns: int = 1) -> Markup:
        """Return an element of one text, which is read in its own direction without an element inside it.

        `text` is as it was typed, or what another function here printed; `below` is English on a line of its own;
        `columns` are those a cell spans. The element lies from the left wherever that costs nothing, also around
        Arabic: the printer lays out each line of an element that lies from the right twice.
        """
        inside = text if isinstance(text, Markup) else self._alone(str(text))
        level = self.right_to_left and "<" not in inside
        names = " ".join(name for name in (kind, "level" if level else "") if name)
        facts = Markup(' class="{}"').format(names) if names else Markup()
        facts += Markup(' scope="row"') if tag == "th" else Markup()
        facts += Markup(' colspan="{}"').format(columns) if columns > 1 else Markup()
        told = (_levelled(inside) if level else inside) + (Markup("<i>{}</i>").format(below) if below else Markup())
        return Markup("<{tag}{facts}>{told}</{tag}>").format(tag=tag, facts=facts, told=told)

    def _alone(self, text: str) -> Markup:
        alone = self.right_to_left and not _reads_right_to_left(text)
        return escape(text) if alone else self.written(text)

    def here(self, sentence: str, **facts: object) -> Markup:
        """Return the sentence in the receiver's language alone, for a line that says all of it again in English."""
        return self.written(self.local(sentence, **facts))

    def heading(self, tag: str, sentence: str, kind: str = "") -> Markup:
        """Return a heading in both languages that stays on its line.

        One read from the right lies from the left, its English written first, and looks as if it were not.
        """
        local, english = self.local(sentence), str(sentence)
        if not self.right_to_left or local == english:
            facts = Markup(' class="{}"').format(kind) if kind else Markup()
            return Markup("<{tag}{facts}>{told}</{tag}>").format(tag=tag, facts=facts, told=self.both(sentence))
        names, told = f"{kind} level".strip(), _levelled(_isolated(local))
        return Markup('<{tag} class="{names}"><i>{english}</i> {told}</{tag}>').format(
            tag=tag, names=names, english=english, told=told
        )

    def headed(self, sentence: str, unit: str = "") -> Markup:
        """Return a column's head: local words, its unit, and on a line of its own the English words.

        Heads lie from the left, whichever way the paper is read; their words have no run of more than a few letters.
        """
        local, english = self.local(sentence), str(sentence)
        heading = Markup("{} {}").format(self.written(local), self.latin(unit)) if unit else self.written(local)
        if self.right_to_left:
            heading = _levelled(heading)
        return heading if local == english else heading + Markup("<i>{}</i>").format(english)

    def headed_together(self, heads: Sequence[tuple[str, str]], tabs: tuple[tuple[int, ...], ...]) -> Markup:
        """Return the heads of columns that share a cell: local words with tabs between them, below them the English.

        `heads` are the words of each in both languages, `tabs` how many follow each but the last, by language.
        """
        local, english = zip(*heads, strict=True)
        told = _tabbed([self.written(words) for words in local], tabs[0])
        if local == english:
            return told
        return told + Markup("<i>{}</i>").format(_tabbed([self.in_line(words) for words in english], tabs[1]))

    def latin(self, text: object) -> Markup:
        """Return a Latin run, kept left-to-right inside right-to-left text."""
        if not self.right_to_left:
            return escape(text)
        return _run(str(text))

    def written(self, text: object) -> Markup:
        """Return a text in its own direction, runs of the other direction isolated so that none is torn or turned."""
        if not _reads_right_to_left(str(text)):
            return self.latin(text)
        if not self.right_to_left:
            return Markup('<bdi dir="rtl">{}</bdi>').format(_isolated(str(text)))
        return _isolated(str(text))

    def named(self, english: str, local: str) -> Markup:
        """Return what goods are called in English, and after it in the receiver's language.

        Such cells read from the left, so that a name in Arabic letters alone needs no isolate: hundreds of them cost
        a second.
        """
        if not local:
            return escape(english)
        if not self.right_to_left or _PURE.fullmatch(local):
            return Markup("{} · {}").format(english, local)
        return Markup('{} · <bdi dir="rtl">{}</bdi>').format(english, _isolated(local))

    def in_line(self, text: object) -> Markup:
        """Return a text for a place where no line ends inside it, which needs no element for its direction."""
        if self.right_to_left and _reads_right_to_left(str(text)):
            return escape(f"{_RIGHT_ISOLATE}{text}{_ISOLATE_END}")
        turned = self.right_to_left and not _STEADY.fullmatch(str(text))
        return _signed(text) if turned else escape(text)

    def beside_tab(self, *texts: object) -> Markup:
        """Return the texts of some columns as one, with tabs between them: a text costs less than a cell.

        An empty text leaves its column to the one before it.
        """
        return Markup("\t").join([self.in_line(text) if text else "" for text in texts])

    def country(self, code: str) -> Markup:
        """Return a country in English, as customs papers need it, after its local name."""
        english = ENGLISH.territories.get(code, code)
        return self.dated(self.locale.territories.get(code, english), english)


def _tabbed(texts: Sequence[Markup], tabs: tuple[int, ...]) -> Markup:
    return Markup().join(text + "\t" * after for text, after in zip(texts, (*tabs, 0), strict=True))


def _filled(sentence: str, facts: Mapping[str, object]) -> str:
    return sentence % facts if facts else sentence


_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RUN = re.compile(rf"[+#]?[^\W_{_LEFTWARD}](?:[^{_LEFTWARD}]*[^\W_{_LEFTWARD}][%°]?)?")
"""Latin letters, digits and what stands between them, in a text read from the right."""
_PURE = re.compile(rf"[{_LEFTWARD}](?:[{_LEFTWARD} ]*[{_LEFTWARD}])?")
"""A text of one direction, whichever way the line around it is read."""


NO_BREAK_SPACE = "\u00a0"
_ISOLATE, _RIGHT_ISOLATE, _ISOLATE_END = "\u2066", "\u2067", "\u2069"
_JOINED = "\u2060"
_JOINTS = {ord(sign): f"{sign}{_JOINED}" for sign in "/- "}
_UNTORN = _JOINTS | {ord(" "): NO_BREAK_SPACE}
_UNBROKEN = re.compile(rf"(?:[A-Za-z0-9.,:%°+#@_&()×³®≤\u00a0]|[/ -]{_JOINED})+")
"""A run in which no line ends: no space, hyphen or slash unless joined to what follows."""
_STEADY = re.compile(r"(?:[A-Za-z0-9]*[0-9][.,](?=[0-9]))*[A-Za-z0-9]+")
"""A code or a figure that reads from the left in any line, where it stands alone or beside a tab."""
_RIGHTWARD_MARK = "\u200f"
_WORD = re.compile(rf"(?:{_ISOLATE}[^{_ISOLATE_END}]*{_ISOLATE_END}|[^ {_ISOLATE}])+")
"""What stands between two spaces at which a line may end."""
_OWN_WAY = re.compile(rf"[{_LEFTWARD}](?:.*[{_LEFTWARD}])?", re.DOTALL)
"""A word that begins and ends with a letter read from the right."""
UNSEEN = dict.fromkeys(map(ord, (_ISOLATE, _RIGHT_ISOLATE, _ISOLATE_END, _JOINED, _RIGHTWARD_MARK, "\t")))
"""A table that takes out what stands in a paper for its direction and its lines alone, and needs no font."""


def _run(text: str) -> Markup:
    """Return a run from the left as an isolate; a short one, such as a number, stays on one line.

    A run that no line could tear is isolated by signs in the text: an element of its own would cost as much as a cell.
    """
    if _UNBROKEN.fullmatch(text):
        return _signed(text)
    if len(text) <= LONGEST_KEPT and _UNBROKEN.fullmatch(joined := text.translate(_JOINTS)):
        return _signed(joined)
    kept = Markup(' class="kept"') if len(text) <= LONGEST_KEPT else ""
    return Markup('<bdi dir="ltr"{}>{}</bdi>').format(kept, text)


def _signed(text: object) -> Markup:
    """Return a run from the left that is isolated by signs, for where its line does not end inside it."""
    return escape(f"{_ISOLATE}{text}{_ISOLATE_END}")


def _levelled(text: Markup) -> Markup:
    """Return a text read from the right for an element that lies from the left, wherever its lines end.

    Each word that does not begin and end with a letter of that direction gets marks that do. Latin letters alone, typed
    as they stand and not as runs in such a text, stay as they are.
    """
    if not (_ISOLATE in text or _reads_right_to_left(text)):
        return text
    return Markup(_WORD.sub(_marked, text))  # noqa: S704 - it was markup, and signs were added


def _marked(word: re.Match[str]) -> str:
    return word[0] if _OWN_WAY.fullmatch(word[0]) else f"{_RIGHTWARD_MARK}{word[0]}{_RIGHTWARD_MARK}"


def _isolated(text: str) -> Markup:
    """Return a text read from the right with each run of Latin letters or digits in an isolate of its own."""
    pieces, end = [Markup()], 0
    for run in _RUN.finditer(text):
        pieces += [escape(text[end : run.start()]), _run(run[0])]
        end = run.end()
    return Markup().join([*pieces, escape(text[end:])])


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
