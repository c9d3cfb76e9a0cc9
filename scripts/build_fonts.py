"""Builds the fonts of the printed papers in static/fonts from Debian's Noto packages.

How the committed files were made, and how to make them again, byte for byte:

    apt-get install fonts-noto-core=20201225-1 fonts-noto-cjk=1:20220127+repack1-1
    python scripts/build_fonts.py

- Latin, Greek, Cyrillic: Noto Sans. Thai: Noto Sans Thai. Arabic: Noto Sans Arabic of 2020
  (text copied out of a PDF comes back as words; later releases lose them).
- Chinese: the SC face of Noto Sans CJK, cut to the characters of GB 2312 with punctuation and
  full-width forms; its cubic outlines become quadratic ones, so that every file is TrueType.
- Rarer Chinese: what GBK holds beyond GB 2312, for names of people and places, Regular alone; a paper loads it only
  where it needs it.
- All are static, Regular and Bold, without hinting, and keep kerning, marks and Arabic joining.
- `coverage.json` lists the code points that every file of a family holds.

All are under the SIL Open Font License 1.1 (static/fonts/OFL.txt); none reserves a font name.
"""

import json
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import flagOverlapSimple

SOURCE = Path("/usr/share/fonts")
TARGET = Path(__file__).resolve().parents[1] / "static" / "fonts"
WEIGHTS = ("Regular", "Bold")
CJK_FACE = "Noto Sans CJK SC"
RARE = "NotoSansCJKscRare"
CURVE_ERROR = 1.0  # of 1000 units in an em: not visible in print

SPACES_AND_MARKS = {0x20, 0xA0, 0x2009, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202F, 0xFEFF}
LATIN = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x259, 0x259), (0x2B0, 0x2FF), (0x300, 0x36F),
    (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x209F),
    (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x2199), (0x2200, 0x2265), (0x25A0, 0x25CC),
]  # fmt: skip
ARABIC = [(0x600, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)]
THAI = [(0xE00, 0xE7F), (0x25CC, 0x25CC)]
CHINESE_SIGNS = [
    (0x3000, 0x303F), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6), (0x2460, 0x2473),
    (0x2100, 0x214F), (0x2190, 0x2199), (0x2200, 0x2267), (0x25A0, 0x25CF),
]  # fmt: skip


def gb2312_characters() -> set[int]:
    """Return the 6,763 ideographs of GB 2312 (rows 16 to 87)."""
    return {
        ord(bytes((row + 0xA0, cell + 0xA0)).decode("gb2312"))
        for row in range(16, 88)
        for cell in range(1, 95)
        if not (row == 55 and cell > 89)
    }


def further_gbk_characters() -> set[int]:
    """Return the ideographs of GBK that GB 2312 does not have."""
    pairs = (bytes((first, second)) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF) if second != 0x7F)
    decoded = {ord(sign) for pair in pairs if len(sign := pair.decode("gbk", "ignore")) == 1}
    return {point for point in decoded if 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF} - gb2312_characters()


def code_points(ranges: list[tuple[int, int]]) -> set[int]:
    """Return every code point of the closed ranges."""
    return {point for first, last in ranges for point in range(first, last + 1)}


def cut(font: TTFont, points: set[int]) -> None:
    """Keep only the glyphs of `points` and the layout rules that serve them."""
    options = subset.Options(
        layout_features=["*"],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        glyph_names=False,
        recalc_timestamp=False,
        drop_tables=["DSIG", "VORG", "BASE", "vhea", "vmtx"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)


def to_truetype(font: TTFont) -> None:
    """Turn CFF outlines into TrueType ones in place."""
    order = font.getGlyphOrder()
    glyph_set = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(glyph_set)
        glyph_set[name].draw(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True))
        glyph = pen.glyph()
        if glyph.numberOfContours > 0:
            glyph.flags[0] |= flagOverlapSimple
        glyphs[name] = glyph
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    del font["CFF "]
    table.compile(font)
    measure_sides(font)
    font["maxp"] = maximum_profile(len(order))
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 3.0, [], {}
    font.sfntVersion = "\000\001\000\000"


def measure_sides(font: TTFont) -> None:
    """Set each left side bearing from the new outline."""
    for name, (advance, _) in list(font["hmtx"].metrics.items()):
        font["hmtx"].metrics[name] = (advance, getattr(font["glyf"].glyphs[name], "xMin", 0))


def maximum_profile(count: int):
    """Return a `maxp` table of version 1; fontTools fills in the maxima when saving."""
    table = newTable("maxp")
    table.tableVersion, table.numGlyphs = 0x00010000, count
    table.maxZones, table.maxTwilightPoints, table.maxStorage = 1, 0, 0
    table.maxFunctionDefs = table.maxInstructionDefs = table.maxStackElements = 0
    table.maxSizeOfInstructions = table.maxComponentElements = 0
    return table


def chinese_font(weight: str) -> TTFont:
    """Return the SC face of the collection of one weight."""
    collection = TTCollection(SOURCE / f"opentype/noto/NotoSansCJK-{weight}.ttc")
    expected = CJK_FACE if weight == "Regular" else f"{CJK_FACE} {weight}"
    for font in collection.fonts:
        if font["name"].getDebugName(4) == expected:
            return font
    raise SystemExit(f"{CJK_FACE} {weight} is not in the collection")


def build(family: str, weight: str) -> set[int]:
    """Write one file and return the code points that it holds."""
    if family == "NotoSansCJKsc":
        font, points = chinese_font(weight), gb2312_characters() | code_points(CHINESE_SIGNS)
    elif family == RARE:
        font, points = chinese_font(weight), further_gbk_characters()
    else:
        font = TTFont(SOURCE / f"truetype/noto/{family}-{weight}.ttf", recalcTimestamp=False)
        points = code_points({"NotoSans": LATIN, "NotoSansArabic": ARABIC}.get(family, THAI))
    cut(font, points | SPACES_AND_MARKS)
    if "CFF " in font:
        to_truetype(font)
    font.recalcTimestamp = False
    font.save(TARGET / f"{family}-{weight}.ttf", reorderTables=True)
    return set(font.getBestCmap())


def as_ranges(points: set[int]) -> list[list[int]]:
    """Return sorted closed ranges, the short form of a set of code points."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return ranges


def main() -> None:
    """Build the nine files and the list of what they cover."""
    TARGET.mkdir(parents=True, exist_ok=True)
    coverage = {}
    for family in ("NotoSans", "NotoSansArabic", "NotoSansThai", "NotoSansCJKsc"):
        regular, bold = (build(family, weight) for weight in WEIGHTS)
        coverage[family] = as_ranges(regular & bold)
    coverage[RARE] = as_ranges(build(RARE, "Regular"))
    text = json.dumps(coverage, separators=(",", ":")).replace('],"', '],\n"')
    (TARGET / "coverage.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
