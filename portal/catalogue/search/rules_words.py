"""Words of part names, cut so that any language finds them by the start of a word, and by a word that is misspelt.

Chinese and Japanese are cut into single signs and pairs of neighbours; Thai, Lao, Khmer and Burmese by the dictionary
of ICU, and into pairs as well, for what somebody types may end within a word. Accents, Arabic vowel marks, the
spellings of alef, yeh and teh marbuta and digits of any script are folded away, for names and questions alike.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations, pairwise

from icu4py.breakers import WordBreaker

_FOLDED = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "", "ß": "ss", "ı": "i"}
_DICTIONARY = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_PAIRED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"([{_DICTIONARY}]+)|([{_PAIRED}]+)|((?:(?![{_DICTIONARY}{_PAIRED}_])\\w)+)")
_PAIRS = re.compile(f"[{_PAIRED}]")
_KEPT_MARKS = re.compile(f"[{_DICTIONARY}{_PAIRED}]")
_TOGETHER = (("\u0e4d\u0e32", "\u0e33"), ("\u0ecd\u0eb2", "\u0eb3"))
"""Vowels of Thai and Lao that decomposing takes apart, and that no dictionary knows apart."""
_ARTICLE = "ال"
MOST_QUERY_WORDS = 12
LONGEST_WORD = 40
LEAST_BEGINNING = 2
"""So many signs of a word, at least, before others are meant by its beginning."""
LEAST_MISSPELT = 4
"""A word of fewer signs is not looked for as a misspelt one: too many others are near."""
LEAST_MEANT = 3
LEAST_TWICE_MISSPELT = 5
_KEYED = 8
"""So many first signs of a word are what its keys are made of."""

Term = tuple[str, bool]
"""A word to look for, and whether its beginning is enough."""


Asked = tuple[tuple[Term, ...], ...]
"""One piece of a question: any of these ways must be there, and of a way all its terms."""


class _Folding(dict[int, str]):
    """What each sign is folded to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit = unicodedata.decimal(char, None)
        dropped = unicodedata.category(char) in ("Mn", "Me", "Cf") and not _KEPT_MARKS.match(char)
        self[code] = "" if dropped else str(digit) if digit is not None else _FOLDED.get(char, char)
        return self[code]


_folding = _Folding()


def _folded(text: str) -> str:
    """Return text in lower case without accents; marks of scripts that write their vowels as marks stay."""
    plain = unicodedata.normalize("NFKD", text.lower()).translate(_folding)
    for apart, whole in _TOGETHER:
        plain = plain.replace(apart, whole)
    return unicodedata.normalize("NFC", plain)


def _signs(run: str) -> list[str]:
    """Return each sign with its marks: so many of them that two signs are no longer than a word that is kept."""
    signs: list[str] = []
    for char in run:
        if signs and unicodedata.category(char)[0] == "M":
            if len(signs[-1]) < LONGEST_WORD // 2:
                signs[-1] += char
        else:
            signs.append(char)
    return signs


def _by_dictionary(run: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in WordBreaker(run, "th") if unicodedata.category(word[0])[0] in "LN"]


def _stem(word: str) -> str:
    """Return a word no longer than is kept, without the Arabic article."""
    bare = word[len(_ARTICLE) :] if word.startswith(_ARTICLE) and len(word) > 4 else word
    return bare[:LONGEST_WORD]


@lru_cache(maxsize=4_096)
def _words_of(name: str) -> frozenset[str]:
    words: set[str] = set()
    for spelled, paired, plain in _RUNS.findall(_folded(name)):
        if plain:
            words.update((plain[:LONGEST_WORD], _stem(plain)))
            continue
        signs = _signs(spelled or paired)
        words.update(one + other for one, other in pairwise(signs))
        words.update(_by_dictionary(spelled) if spelled else signs)
        if spelled and len(signs) == 1:
            words.update(signs)
    return frozenset(words)


def search_words(names: Iterable[str]) -> str:
    """Return the words of a part's names as one text: sorted, each once, parted by spaces."""
    return " ".join(sorted(frozenset().union(*map(_words_of, names))))


def query_words(text: str) -> tuple[Asked, ...]:
    """Return the pieces of a question; all of them must be there.

    At most `MOST_QUERY_WORDS` are looked for; more could only narrow the answer.
    """
    found: dict[Asked, None] = {}
    for spelled, paired, plain in _RUNS.findall(_folded(text)):
        if plain:
            word = _stem(plain)
            found[(((word, len(word) >= LEAST_BEGINNING),),)] = None
        else:
            for asked in _of_signs(spelled, paired):
                found[asked] = None
    return tuple(found)[:MOST_QUERY_WORDS]


def _of_signs(spelled: str, paired: str) -> list[Asked]:
    signs = _signs(spelled or paired)
    pairs = [(one + other, False) for one, other in pairwise(signs)]
    if paired:
        return [((pair,),) for pair in pairs or [(signs[0], False)]]
    cut = _by_dictionary(spelled)[:MOST_QUERY_WORDS]
    # One sign begins half of all words: it is looked for as it stands, but where it is all that was typed.
    words = tuple((word, len(cut) == 1 or len(_signs(word)) >= LEAST_BEGINNING) for word in cut)
    ways = (words, tuple(pairs[:MOST_QUERY_WORDS]))
    return [tuple(way for way in ways if way)] if any(ways) else []


def typed_words(text: str) -> tuple[str, ...]:
    """Return the words of a question, each of which may be a misspelt one; signs that stand for themselves are left."""
    found: dict[str, None] = {}
    for spelled, paired, plain in _RUNS.findall(_folded(text)):
        words = [_stem(plain)] if plain else [paired] if paired else _by_dictionary(spelled)
        found.update(dict.fromkeys(words))
    return tuple(found)[:MOST_QUERY_WORDS]


def may_be_misspelt(word: str) -> bool:
    """Tell whether a word may be another that was misspelt: of letters alone, and not too short."""
    return len(word) >= LEAST_MISSPELT and may_be_meant(word)


def may_be_meant(word: str) -> bool:
    """Tell whether a word may be what a misspelt one meant: of letters alone, and of three at least."""
    letters = all(unicodedata.category(sign)[0] in "LM" for sign in word)
    return LEAST_MEANT <= len(word) <= LONGEST_WORD and letters and not _PAIRS.search(word)


def farthest(word: str) -> int:
    """Return how many slips (a sign left out, added, another, two swapped) a word may have and still be meant."""
    return 2 if len(word) >= LEAST_TWICE_MISSPELT else 1


def spelling_keys(word: str) -> frozenset[str]:
    """Return what a word shares with those that differ from it in up to two slips.

    The word's first signs, and the same with one or two of them left out: two words with a slip between them have a key
    in common whichever slip it is, so near words are found by an index.
    """
    start = word[:_KEYED]
    most = min(farthest(word), len(start) - 2)
    keys = {start}
    for left_out in range(1, most + 1):
        keys.update("".join(kept) for kept in combinations(start, len(start) - left_out))
    return frozenset(keys)
