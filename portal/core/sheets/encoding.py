"""Guesses in which encoding a text file was saved, and says which one it took.

A byte order mark decides; then strict UTF-8; then the code pages that spreadsheet programs use in
the portal's markets: Windows-1252, 1250 (Central Europe), 1251 (Cyrillic), 1256 (Arabic), 874 (Thai), GB18030,
932 (Japanese), 949 (Korean) and 950 (traditional Chinese). Among these the one under which most headings
are known words wins, then the one whose letters look like its script.
"""

import re
from collections.abc import Collection

from portal.core.errors import Refused
from portal.core.sheets.folding import folded

MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
CODE_PAGES = ("cp1252", "gb18030", "cp1251", "cp1256", "cp874", "cp932", "cp949", "cp950", "cp1250")
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
FIELD_END = re.compile(r"[\t;,|\r\n]")
NUMBER_SIGNS = dict.fromkeys(map(ord, "№#°º"))
"""Signs that are words by themselves: in the wrong code page they stand everywhere."""
SAMPLE = 65_536
HEADING_LINES = 20
LONGEST_LATIN_RUN = 3
END_OF_FILE = "\x1a"
"""What old programs write behind the last line of a text."""
LONGEST_HEADING = 80
EAST_ASIAN = ("cp932", "cp949", "cp950")
CENTRAL_LETTERS = frozenset("ąćęłńśźżěščřžůťďňőűĄĆĘŁŃŚŹŻĚŠČŘŽŮŤĎŇŐŰ")
COMMON_LETTERS = {
    "cp1251": set("оеаинтсрвлкмдпуОЕАИНТСРВЛКМДПУ"),
    "cp1256": set("اليمنترةوبعدقف "),
    "cp874": set("านรอกเงมยลวดทสตะปบคหแจพชขใไ่้ัีิ์ืุู"),
}


def decoded(data: bytes, known: Collection[str] = ()) -> tuple[str, str]:
    """Return (text, encoding) by the folded headings `known`; refuses what is torn or holds zero characters."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), encoding
    try:
        return checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        encoding = _code_page_of(data[:SAMPLE], known)
    return checked(data.decode(encoding, errors="replace")), encoding


def _strictly(data: bytes, encoding: str) -> str:
    """Text of a marked encoding; a byte out of place is a refusal."""
    try:
        return checked(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise Refused("sheet.wrong_encoding", encoding=encoding, position=error.start) from error


def checked(text: str) -> str:
    """Return the text, unless it holds zero characters and so is none."""
    text = text.rstrip(END_OF_FILE)
    if "\x00" in text:
        raise Refused("sheet.not_a_sheet", named="", found="unknown")
    return text


def _code_page_of(sample: bytes, known: Collection[str]) -> str:
    """The likeliest code page: known headings first, then how its letters fall."""
    return max(CODE_PAGES, key=lambda page: (_known_headings(sample, page, known), _plausibility(sample, page)))


def _known_headings(sample: bytes, page: str, known: Collection[str]) -> int:
    """Headings written with non-ASCII letters that are known words under this code page."""
    lines = sample.decode(page, errors="replace").splitlines()[:HEADING_LINES]
    cells = [cell.strip(' "') for line in lines for cell in FIELD_END.split(line)]
    return sum(1 for cell in cells if not cell.isascii() and _is_known(cell, known))


def _is_known(cell: str, known: Collection[str]) -> bool:
    """Whether a heading is a known word, or begins or ends with one."""
    words = folded(cell.translate(NUMBER_SIGNS)).split() if len(cell) <= LONGEST_HEADING else []
    edges = [words[:n] for n in range(1, len(words) + 1)] + [words[n:] for n in range(1, len(words))]
    return "".join(words) in known or any(" ".join(edge) in known for edge in edges)


def _plausibility(sample: bytes, page: str) -> float:
    """0 to 1: share of the high bytes that are what this code page's language would write.

    Western letters stand alone among plain ones; those of other scripts follow each other.
    """
    runs = HIGH_RUN.findall(sample)
    total = sum(map(len, runs)) or 1
    if page == "cp1252":
        return 0.8 * sum(len(run) for run in runs if len(run) <= LONGEST_LATIN_RUN) / total
    if page == "cp1250":
        text = sample.decode(page, errors="replace")
        return 0.85 * sum(letter in CENTRAL_LETTERS for letter in text) / total if _letters_alone(runs) else 0.0
    if page == "gb18030":
        return 0.9 * sum(_common_hanzi(run) for run in runs) / total
    if page in EAST_ASIAN:
        return _east_asian(sample, page)
    if _letters_alone(runs):
        return 0.0
    text = b"".join(runs).decode(page, errors="replace")
    return sum(character in COMMON_LETTERS[page] for character in text) / total


def _letters_alone(runs: list[bytes]) -> bool:
    """Whether most high bytes stand alone, as accented letters do among plain ones."""
    return 2 * sum(len(run) == 1 for run in runs) > len(runs)


def _east_asian(sample: bytes, page: str) -> float:
    """0 to 1: share of the letters beyond ASCII that are common in the script of this code page."""
    try:
        text = sample.decode(page)
    except UnicodeDecodeError as torn:
        if torn.start < len(sample) - 1:
            return 0.0
        text = sample[: torn.start].decode(page)
    high = [letter for letter in text if not letter.isascii()]
    return 0.95 * sum(_is_common(letter, page) for letter in high) / len(high) if high else 0.0


def _is_common(letter: str, page: str) -> bool:
    """Kana and kanji of level 1 in Japanese, syllables in Korean, frequently used signs in traditional Chinese."""
    if page == "cp932":
        code = letter.encode(page)
        return "\u3041" <= letter <= "\u30ff" or (len(code) == 2 and 0x88 <= code[0] <= 0x97)
    if page == "cp949":
        return "\uac00" <= letter <= "\ud7a3" and letter.encode(page)[1] >= 0xA1
    code = letter.encode(page)
    return len(code) == 2 and 0xA4 <= code[0] <= 0xC6


def _common_hanzi(run: bytes) -> int:
    """Bytes of a run that form characters of GB 2312 level 1 or full-width marks; odd runs count 0."""
    if len(run) % 2:
        return 0
    pairs = zip(run[::2], run[1::2], strict=True)
    return 2 * sum((0xB0 <= lead <= 0xD7 or lead == 0xA3) and trail >= 0xA1 for lead, trail in pairs)
