"""The steps of a page: what a parser meets, each piece in its place, and none of the words.

A step is one tag or text, together with the elements that are open around it and the piece before it. On a page
whose every element is closed where it should be, this is all the HTML standard asks when it reads the piece: so a
page made of steps that were seen on sound pages is sound, and a slow parser that knows the standard need see each
step once. A new state of a template brings a step nobody saw, and is read in full.

Of a piece are kept its `<` and `>`, the names of tag and attributes, the quotes, the values of `type` and
`charset`, every reference but the five that escaping writes, every control character, and of a text whether it
begins or ends with a space or a line and whether it holds words. Only what can have no say is left out.
"""

import re
from functools import lru_cache

Step = tuple[int, str, str]

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_PIECE = re.compile(r"<[^<>]*>|[^<]+|<")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*?(/?)>")
_VALUE = re.compile(r'([^\s"\'<>/=]+)="([^"<>]*)"')
_ATTRIBUTE = re.compile(r'"[^"]*"|(?<=\s)([^\s"\'<>/=]+)(?=[\s/>])')
_TELLING = frozenset({"type", "charset", "http-equiv", "encoding"})
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|#34|#39);")
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACE = " \t\n\f"


def pieces_of(html: str) -> list[str]:
    """Return a page cut into its tags and texts; together they are the page."""
    return _PIECE.findall(html)


def steps_of(html: str) -> set[Step] | None:
    """Return the steps of a page; `None` where an element is not closed in its turn."""
    steps: set[Step] = set()
    places, names, before = [0], [""], ""
    for piece in pieces_of(html):
        bone, kind, name = _read(piece)
        if kind == "close":
            if names.pop() != name:
                return None
            places.pop()
        steps.add((places[-1], before, bone))
        before = f"{kind} {name}"
        if kind == "open":
            places.append(hash((places[-1], name)))
            names.append(name)
    return steps if len(names) == 1 else None


def spelled_out(html: str) -> str:
    """Return the same page with `=""` after every attribute that has no value (libxml2 would give it its name)."""
    return "".join([_spelled(piece) if piece[0] == "<" else piece for piece in pieces_of(html)])


@lru_cache(maxsize=50_000)
def _spelled(tag: str) -> str:
    return _ATTRIBUTE.sub(lambda found: found[0] if found[1] is None else f'{found[0]}=""', tag)


@lru_cache(maxsize=50_000)
def _read(piece: str) -> tuple[str, str, str]:
    """Return what is kept of a piece, what it does (open, close, stand, say), and its name."""
    if piece[0] != "<":
        bone = f"{_edge(piece[0])}{_odd(piece)}{'w' if piece.strip(_SPACE) else ''}{_edge(piece[-1])}"
        return bone, "say", bone
    bone = _VALUE.sub(_valueless, piece)
    tag = _TAG.fullmatch(piece)
    if tag is None:
        return bone, "stand", bone
    if tag[1]:
        return bone, "close", tag[2]
    return bone, "stand" if tag[2] in VOID or tag[3] else "open", tag[2]


def _valueless(found: re.Match[str]) -> str:
    name, value = found.groups()
    return found[0] if name in _TELLING else f'{name}="{_odd(value)}"'


def _edge(sign: str) -> str:
    return sign if sign == "\n" else " " if sign in _SPACE else ""


def _odd(text: str) -> str:
    """Return a text that holds a sign a parser may stumble over; nothing for the others."""
    return text if _ODD.search(text) and _ODD.search(_ESCAPED.sub("", text)) else ""
