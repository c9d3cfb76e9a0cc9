"""Quantities in words, by the code of their unit in UN/ECE Recommendation 20: `12 pieces` on pages and papers."""

from collections.abc import Mapping

from portal.core.counted import Counted, counted

_PIECES = counted("%(n)s piece", "%(n)s pieces", by="n")
QUANTITIES: Mapping[str, Counted] = {
    "EA": _PIECES,
    "H87": _PIECES,
    "C62": counted("%(n)s unit", "%(n)s units", by="n"),
    "SET": counted("%(n)s set", "%(n)s sets", by="n"),
    "PR": counted("%(n)s pair", "%(n)s pairs", by="n"),
    "KGM": counted("%(n)s kilogram", "%(n)s kilograms", by="n"),
    "GRM": counted("%(n)s gram", "%(n)s grams", by="n"),
    "LTR": counted("%(n)s litre", "%(n)s litres", by="n"),
    "MLT": counted("%(n)s millilitre", "%(n)s millilitres", by="n"),
    "MTR": counted("%(n)s metre", "%(n)s metres", by="n"),
    "CMT": counted("%(n)s centimetre", "%(n)s centimetres", by="n"),
    "MTK": counted("%(n)s square metre", "%(n)s square metres", by="n"),
}
