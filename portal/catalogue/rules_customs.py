"""Units of measure and codes of the Harmonized System, as customs and papers want them of a part. Pure."""

import re

UNITS = ("EA", "H87", "C62", "SET", "PR", "KGM", "GRM", "LTR", "MLT", "MTR", "CMT", "MTK")
"""The codes of UN/ECE Recommendation 20 by which a parts trade counts, weighs and measures what it sells."""
_HS_CODE = re.compile("(?!77)(0[1-9]|[1-8][0-9]|9[0-7])[0-9]{4,10}", re.ASCII)
"""Six digits of the Harmonized System, whose chapters are 01 to 97 but for 77, and up to six of a country's own."""


OTHER_LETTERS = (
    "[\u0370-\u03ff\u1f00-\u1fff]{2}|[\u0400-\u1cff\u2c80-\u2dff\u2e80-\ua4ff\ua800-\ud7ff\uf900-\ufaff\ufb1d-\ufdff"
    "\ufe70-\ufefc\uff66-\uffdc]"
)
"""What tells another script than Latin: one of its letters; two in a row of the Greek ones, which are signs too."""
LATIN_WORD = "[A-Za-z]{4}"
"""What tells that words in Latin letters stand beside such letters; ABS and a number describe nothing."""


def read_by_customs(name: str) -> bool:
    """Tell whether customs can read a description of goods: all of it, or words beside those in another script."""
    return re.search(OTHER_LETTERS, name) is None or re.search(LATIN_WORD, name) is not None


def hs_digits(typed: str) -> str:
    """Return a code of the Harmonized System without the dots and spaces people group it by."""
    return re.sub(r"[.\s]", "", typed)


def is_hs_code(code: str) -> bool:
    """Tell whether digits may be a code of the Harmonized System: 6 to 12 of them, of a chapter there is."""
    return _HS_CODE.fullmatch(code) is not None
