"""Build `static/icons/sprite.svg` from the Tabler icons in use.

`python scripts/build_icons.py FOLDER`, where FOLDER is `icons/outline` of an unpacked
`@tabler/icons` package (MIT licence).
"""

import re
import sys
from pathlib import Path

IN_USE = """
alert-triangle alert-circle arrow-back-up arrow-narrow-right bell box building-warehouse calendar
check chevron-down chevron-left chevron-right circle-check circle-x clock copy credit-card dots download
edit eye file-invoice file-spreadsheet file-text filter flag hand-stop home inbox info-circle key
language list list-check lock logout mail map-pin menu-2 message minus package package-export
packages paperclip pencil photo player-play plus receipt refresh replace report-money rotate search
send settings ship shopping-cart sort-ascending sort-descending stack-2 tag trash truck-delivery
truck-return upload user user-plus users x plane scale barcode car flame history clipboard-check
""".split()
TARGET = Path(__file__).resolve().parents[1] / "static" / "icons" / "sprite.svg"


def symbol(folder: Path, name: str) -> str:
    """Return one icon as a `<symbol>` without its frame."""
    text = (folder / f"{name}.svg").read_text()
    body = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
    assert body, name
    paths = re.findall(r"<path[^>]*/>", body.group(1))
    kept = "".join(p for p in paths if 'stroke="none"' not in p)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{kept}</symbol>'


def main() -> None:
    """Write the sprite; fails where an icon does not exist."""
    folder = Path(sys.argv[1])
    symbols = "\n".join(symbol(folder, name) for name in sorted(set(IN_USE)))
    TARGET.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="1.75"'
        f' stroke-linecap="round" stroke-linejoin="round">\n{symbols}\n</svg>\n'
    )


main()
