"""Words of part names, cut so that any language finds them by the start of a word.

Scripts written without spaces (Chinese, Japanese, Thai and its neighbours) are cut into single
signs and pairs of neighbours; a sign carries its vowels and tones. Accents, Arabic vowel marks
and the spellings of alef, yeh and teh marbuta are folded away, for names and questions alike.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

_FOLDED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None, "ß": "ss"})
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_ARTICLE = "ال"
MOST_QUERY_WORDS = 12
LONGEST_WORD = 40


def _unspaced(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _UNSPACED)


def _folded(text: str) -> str:
    """Return text in lower case without accents; marks of unspaced scripts are letters and stay."""
    plain = unicodedata.normalize("NFKD", text.translate(_FOLDED)).lower()
    kept = (c for c in plain if _unspaced(c) or unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(kept).translate(_FOLDED)


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the runs of word signs of a text, and whether each is of an unspaced script."""
    run, unspaced = "", False
    for char in f"{_folded(text)} ":
        word = char.isalnum() or (_unspaced(char) and unicodedata.category(char)[0] == "M")
        if run and (not word or _unspaced(char) is not unspaced):
            yield unspaced, run
            run = ""
        if word:
            run, unspaced = run + char, _unspaced(char)


def _signs(run: str) -> list[str]:
    signs: list[str] = []
    for char in run:
        if signs and unicodedata.category(char)[0] == "M":
            signs[-1] += char
        else:
            signs.append(char)
    return signs


def _stem(word: str) -> str:
    """Return a word no longer than is kept, without the Arabic article."""
    bare = word[len(_ARTICLE) :] if word.startswith(_ARTICLE) and len(word) > 4 else word
    return bare[:LONGEST_WORD]


def search_words(names: Iterable[str]) -> str:
    """Return the words of a part's names as one text: sorted, each once, parted by spaces."""
    words: set[str] = set()
    for name in names:
        for unspaced, run in _runs(name):
            if not unspaced:
                words.update((run[:LONGEST_WORD], _stem(run)))
                continue
            signs = _signs(run)
            words.update(signs)
            words.update(one + other for one, other in pairwise(signs))
    return " ".join(sorted(words))


def query_words(text: str) -> tuple[tuple[str, bool], ...]:
    """Return what to look for: (word, whether its beginning is enough); all must be there.

    At most `MOST_QUERY_WORDS` are looked for; more could only narrow the answer.
    """
    found: dict[tuple[str, bool], None] = {}
    for unspaced, run in _runs(text):
        if not unspaced:
            found[(_stem(run), True)] = None
            continue
        signs = _signs(run)
        pieces = [one + other for one, other in pairwise(signs)] or signs
        found.update(dict.fromkeys((piece, False) for piece in pieces))
    return tuple(found)[:MOST_QUERY_WORDS]
