"""Units and currencies that headings name: "Weight (kg)", "Preis EUR". Pure.

What stands in a column of another unit than its field is turned into the field's own where that is exact (1 kg is
1,000 g), and a column of a unit that cannot be turned exactly (pounds, inches) is nobody's without being asked about.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.core.sheets.folding import BRACKETS

ONE = Decimal(1)
UNITS: Mapping[str, Mapping[str, Decimal]] = {
    "mass": {"g": ONE, "kg": Decimal(1_000), "t": Decimal(1_000_000)},
    "length": {"mm": ONE, "cm": Decimal(10), "m": Decimal(1_000)},
    "energy": {"Wh": ONE, "kWh": Decimal(1_000)},
    "time": {"min": ONE, "h": Decimal(60), "d": Decimal(1_440), "wk": Decimal(10_080)},
}
"""What one of each unit is of the smallest of its kind."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "g": (
        "g", "gr", "gram", "grams", "gramm", "gramme", "grammes", "gramo", "gramos", "grama", "gramas", "克",
        "г", "гр", "грамм", "جم", "غ", "غرام", "جرام", "กรัม",
    ),
    "kg": (
        "kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramm", "kilogramme", "kilogrammes",
        "kilogramo", "kilogramos", "quilo", "quilograma", "quilogramas", "千克", "公斤", "кг", "килограмм",
        "كجم", "كغ", "كغم", "كيلوغرام", "كيلوجرام", "กก", "กก.", "กิโลกรัม",
    ),
    "t": ("t", "ton", "tons", "tonne", "tonnes", "tonelada", "toneladas", "吨", "т", "тонна", "طن", "ตัน"),
    "mm": (
        "mm", "millimetre", "millimetres", "millimeter", "millimeters", "millimètre", "milímetro", "milímetros",
        "毫米", "мм", "مم", "ملم", "มม", "มม.",
    ),
    "cm": (
        "cm", "centimetre", "centimetres", "centimeter", "centimeters", "zentimeter", "centimètre", "centímetro",
        "centímetros", "厘米", "公分", "см", "سم", "ซม", "ซม.",
    ),
    "m": ("m", "metre", "metres", "meter", "meters", "mètre", "metro", "metros", "米", "м", "متر", "เมตร"),
    "Wh": ("wh", "watt hours", "watthours", "瓦时", "вт·ч", "втч", "واط ساعة"),
    "kWh": ("kwh", "kilowatt hours", "千瓦时", "квт·ч", "квтч", "كيلوواط ساعة"),
    "min": ("min", "mins", "minute", "minutes", "minuten", "minuto", "minutos", "分钟", "мин", "دقيقة", "นาที"),
    "h": (
        "h", "hr", "hrs", "hour", "hours", "std", "stunden", "heure", "heures", "hora", "horas", "小时", "ч",
        "час", "ساعة", "ชั่วโมง",
    ),
    "d": (
        "d", "day", "days", "tage", "tag", "jour", "jours", "día", "días", "dias", "dia", "天", "日", "дн",
        "дней", "يوم", "أيام", "วัน",
    ),
    "wk": (
        "wk", "week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas", "周", "нед",
        "недель", "أسبوع", "أسابيع", "สัปดาห์",
    ),
    "lb": ("lb", "lbs", "pound", "pounds", "磅", "фунт", "رطل", "ปอนด์"),
    "oz": ("oz", "ounce", "ounces"),
    "in": (
        "in", "inch", "inches", '"', "″", "zoll", "pouces", "pulgadas", "polegadas", "英寸", "дюйм", "بوصة",
        "นิ้ว",
    ),
    "ft": ("ft", "foot", "feet", "英尺"),
}  # fmt: skip
"""How people write units in headings, in the languages of the trade; those of which no number is exact come last."""
SIGNS: Mapping[str, str] = {"€": "EUR", "£": "GBP", "₽": "RUB", "฿": "THB"}
"""Signs of money that mean one currency; `$` and `¥` mean several, and say nothing."""
_SPELT = {word: unit for unit, words in WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Measures:
    """What headings of a kind may say beside a field: the units fields are in, by their names, and currencies."""

    units: Mapping[str, str]
    currencies: Collection[str]


NO_MEASURES = Measures({}, ())


@dataclass(frozen=True, slots=True)
class Turned:
    """A column read in another unit: its heading, that unit, the field's own, and how many of its own one is."""

    heading: str
    unit: str
    own: str
    times: Decimal


def unit_in(heading: str) -> str | None:
    """Return the unit a heading names in brackets or as its last word, None for none."""
    return next((_SPELT[each] for each in _ends(heading) if each in _SPELT), None)


def currency_in(heading: str, currencies: Collection[str]) -> str:
    """Return the one currency a heading names by its code or its sign, "" for none or several."""
    said = {word for word in re.findall(r"[A-Z]{3}", heading) if word in currencies and _stands(word, heading)}
    said |= {code for sign, code in SIGNS.items() if sign in heading}
    return said.pop() if len(said) == 1 else ""


def _stands(word: str, heading: str) -> bool:
    return re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", heading) is not None


def times(heading: str, own: str) -> Decimal | None:
    """Return how many of a field's own unit one of the heading's is; 1 where it names none, None if it is not exact."""
    named = unit_in(heading) if own else None
    if named is None or named == own:
        return ONE
    kind = next((units for units in UNITS.values() if own in units), {})
    return kind[named] / kind[own] if named in kind and own in kind else None


def without_measure(heading: str, measures: Measures) -> str:
    """Return a heading without the unit or currency it ends with, or the currency it begins with."""
    rest, last = _ending(heading)
    if rest and (last in measures.currencies or (measures.units and last.casefold() in _SPELT)):
        return rest
    words = heading.split()
    return " ".join(words[1:]) if len(words) > 1 and words[0] in measures.currencies else heading


def _ends(heading: str) -> list[str]:
    bracketed = [part.strip(" ()[]{}（）【】.").casefold() for part in BRACKETS.findall(heading)]
    inner = [word for part in bracketed if part for word in (part, re.split(r"[\s,;/]+", part)[-1])]
    rest, last = _ending(heading)
    return inner + ([last.casefold()] if rest else [])


def _ending(heading: str) -> tuple[str, str]:
    """What stands before the last word of a heading, and that word; two of two scripts are two, `净重kg` as `净重 kg`.

    So is a unit that is written on without a space, as Chinese and Thai are: `净重千克`.
    """
    text = heading.strip().rstrip(".,:").rstrip()
    found = _LAST.fullmatch(text) or _OTHER_SCRIPT.fullmatch(text) or _WRITTEN_ON.fullmatch(text)
    return (found[1].rstrip(_APART), found[2]) if found else ("", text)


_APART = " \t\u00a0\u3000,;:/_–、，-"
_LAST = re.compile(rf"(.*[{_APART}])([^{_APART}]+)")
_OTHER_SCRIPT = re.compile(r"(.*[^\W\d_A-Za-zÀ-ɏ])([A-Za-z]+)")
_IN_A_ROW = sorted((word for word in _SPELT if re.match("[\u4e00-\u9fff\u0e00-\u0e7f]", word)), key=len, reverse=True)
_WRITTEN_ON = re.compile(f"(.+?)({'|'.join(re.escape(word) for word in _IN_A_ROW)})")
