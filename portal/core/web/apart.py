"""Numbers and amounts in running text, set apart: read in their own direction, and never broken over two lines.

`SO-2026-000042`, `48815-0E010`, `NM-7755`, `1,234.50 USD`, `12.5 kg`, `2022–`: among words read from the right their
signs change places, and a line may end within them. So every value a page's template writes among its words passes
through here: `Apart` sees to it when the template is compiled, whoever wrote the sentence and wherever its number came
from. In a tag, in a title and in an option, which take no markup, values stay as they are.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from flask_babel.speaklater import LazyString
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from portal.core.web.quick.templating import shown

__all__ = ["Apart", "is_code", "isolated", "isolated_words"]
_CODE = r"(?<![\w/.@-])(?=[A-Z/-]*\d)[A-Z0-9]+(?:[-/][A-Z0-9]+)+(?:\.[A-Za-z0-9]+)*(?![\w@-])"
_FIGURE = r"\d[\d.,\u00a0\u202f’]*"
_UNIT = r"(?:[A-Z]{3}|kg|g|mm|cm³?|m³|km|Wh)(?!\w)"
_AMOUNT = rf"(?<![\w-])(?:[A-Z]{{3}}\u00a0-?{_FIGURE}(?<=\d)(?!\w)|-?{_FIGURE}\u00a0{_UNIT})"
_RANGE = r"(?<![\w–])(?=[A-Z]*\d)[A-Z0-9]+–(?:[A-Z0-9]+|(?![\w–]))(?![\w–])"
_IN_TEXT = re.compile(rf"(<bdi\b[^>]*>[^<]*</bdi>|<[^>]*>)|{_CODE}|{_AMOUNT}|{_RANGE}")
"""What is left alone (a run set apart already, a tag), or what is to be set apart."""
is_code = re.compile(_CODE).fullmatch
"""Tell whether a text is one number of the trade: groups of capitals and figures joined by `-` or `/`."""


def isolated(text: Any) -> Any:
    """Return a text or a piece of markup with its numbers set apart; what has none, and is no text, as it is."""
    kind = type(text)
    if kind is str:
        if "-" in text or "/" in text or "\u00a0" in text or "–" in text:
            return _known(text) if len(text) < _SHORT else _apart(text)
        return text
    if kind is Markup:
        return _apart(text)
    return isolated(str(text)) if kind is LazyString else text


def isolated_words(text: Any) -> Any:
    """Return a text with its numbers set apart; markup with a tag as it is, for what made it saw to its own."""
    kind = type(text)
    if kind is Markup:
        return text if "<" in text else _apart(text)
    return text if kind is int else isolated(text)


def _apart(text: str) -> Any:
    written = shown(text)
    said = _IN_TEXT.sub(_set_apart, str(written))
    return Markup(said) if said != written else text  # noqa: S704 - escaped; a number has no sign to escape


_SHORT = 64
_known = lru_cache(maxsize=16_384)(_apart)
"""The same for short texts, which pages tell over and over: numbers, names, days."""


def _set_apart(found: re.Match[str]) -> str:
    return found[0] if found[1] else f'<bdi dir="ltr" class="nowrap">{found[0]}</bdi>'


_SENTENCES = frozenset({"_", "gettext", "ngettext", "pgettext"})
_WITHOUT_MARKUP = frozenset({"title", "option", "textarea", "script", "style"})
_IN_TAGS = frozenset({"title", "place", "section", "body_class", "main_class"})
"""Blocks of the layouts that stand in a tag or in the title."""


class Apart(Extension):
    """Lets values that stand among the words of a page pass through `isolated`, as its template is compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Return the template's tokens, each expression among words within a call."""
        is_page = stream.name is None or stream.name.endswith(".html")
        return _calling(stream) if is_page else stream


def _calling(stream: Iterable[Token]) -> Iterator[Token]:
    place, inside = _Place(), ""
    written: list[Token] = []
    tag: list[Any] = []
    for token in stream:
        if token.type in ("variable_begin", "block_begin"):
            inside = token.type
        elif token.type == "variable_end":
            yield from _within(written, token.lineno) if place.takes_markup else written
            written, inside = [], ""
        elif token.type == "block_end":
            place.passes(tag)
            tag, inside = [], ""
        elif token.type == "data":
            place.reads(token.value)
        elif inside == "variable_begin":
            written.append(token)
            continue
        elif inside == "block_begin":
            tag.append(token.value)
        yield token


def _within(written: list[Token], line: int) -> Iterator[Token]:
    yield Token(line, "name", _word(written))
    yield Token(line, "lparen", "(")
    yield from written
    yield Token(line, "rparen", ")")


def _word(written: list[Token]) -> str:
    """Return what an expression passes through: a sentence with markup in it too; other markup is its maker's."""
    depth, calls = 0, set[str]()
    for before, token in zip([None, *written], written, strict=False):
        if token.type == "lparen" and not depth and before is not None and before.type == "name":
            calls.add(before.value)
        depth += {"lparen": 1, "rparen": -1}.get(token.type, 0)
    return "isolated" if calls and calls <= _SENTENCES else "isolated_words"


class _Place:
    """Where a template's text has come to: in a tag, in an element without markup, or among words."""

    def __init__(self) -> None:
        self._quote, self._tag, self._raw = "", "", ""
        self._blocks: list[bool] = []
        self._at_value = False

    @property
    def takes_markup(self) -> bool:
        """Tell whether what is written here stands among words."""
        return not (self._tag or self._raw or self._at_value or any(self._blocks))

    def passes(self, tag: list[Any]) -> None:
        """Take in a statement of the template: a macro begins anew, a block may belong into a tag."""
        if tag[0] == "block":
            self._blocks.append(tag[1] in _IN_TAGS)
        elif tag[0] == "endblock":
            self._blocks.pop()
        elif tag[0] in ("macro", "endmacro"):
            self._quote, self._tag, self._raw = "", "", ""

    def reads(self, text: str) -> None:
        """Take in the next stretch of HTML; a macro may write an attribute for a tag that is somewhere else."""
        self._at_value = text.endswith(('="', "='"))
        for sign, name in _SIGNS.findall(text):
            if self._quote:
                self._quote = "" if sign == self._quote else self._quote
            elif self._tag:
                self._reads_in_tag(sign)
            elif name and (not self._raw or name == f"/{self._raw}"):
                self._tag = name

    def _reads_in_tag(self, sign: str) -> None:
        if sign in ("'", '"'):
            self._quote = sign
        elif sign == ">":
            self._raw = self._tag if self._tag in _WITHOUT_MARKUP else ""
            self._tag = ""


_SIGNS = re.compile(r"""(<(?=[!/a-zA-Z])|["'>])((?<=<)/?!?[a-zA-Z0-9-]+)?""")
