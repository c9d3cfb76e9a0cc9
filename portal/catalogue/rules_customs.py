"""Units of measure and codes of the Harmonized System, as customs and papers want them of a part. Pure."""

import re

UNITS = ("EA", "H87", "C62", "SET", "PR", "KGM", "GRM", "LTR", "MLT", "MTR", "CMT", "MTK")
"""The codes of UN/ECE Recommendation 20 by which a parts trade counts, weighs and measures what it sells."""
_HS_CODE = re.compile("(?!77)(0[1-9]|[1-8][0-9]|9[0-7])[0-9]{4,10}", re.ASCII)
"""Six digits of the Harmonized System, whose chapters are 01 to 97 but for 77, and up to six of a country's own."""


def hs_digits(typed: str) -> str:
    """Return a code of the Harmonized System without the dots and spaces people group it by."""
    return re.sub(r"[.\s]", "", typed)


def is_hs_code(code: str) -> bool:
    """Tell whether digits may be a code of the Harmonized System: 6 to 12 of them, of a chapter there is."""
    return _HS_CODE.fullmatch(code) is not None
