"""Style sheets and scripts: the linter stops what it is there for, nothing is said twice, no rule is left over.

The linter's own rules about doubles say nothing in the build we use, so they are kept here.
"""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
import tinycss2

CSS, TEMPLATES = Path("static/css"), Path("templates")
PAPERS = ("papers.css", "papers-rtl.css")
FRAME = ("_paper.html", "_parts.html", "_money.html")
BIOME = Path(".venv/bin/biome").absolute()
COMPOSED = {"roles-hq", "roles-dealer"}
"""Classes that `accounts/people/_roles.html` puts together from the name of a field."""
WRITTEN = {"kept", "level"}
"""Classes of papers that `documents/printing/words.py` writes, not a template."""

CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")
WORD = re.compile(r"[A-Za-z][\w-]*")


def blocks(css: str) -> list[tuple[str, str, list[str]]]:
    """The rules of a style sheet: their condition, their selectors, the properties they set."""
    return _blocks(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), "")


def _blocks(nodes: Iterable[tinycss2.ast.Node], condition: str) -> list[tuple[str, str, list[str]]]:
    found = []
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword == "media":
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            found += _blocks(inner, tinycss2.serialize(node.prelude).strip())
        elif node.type == "qualified-rule":
            selectors = " ".join(tinycss2.serialize(node.prelude).split())
            said = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            found.append((condition, selectors, [one.name for one in said if one.type == "declaration"]))
    return found


def doubles(css: str) -> list[str]:
    """Selectors that stand twice under one condition, and properties that stand twice in one rule."""
    rules = blocks(css)
    heads = Counter((condition, selectors) for condition, selectors, _set in rules)
    return [
        *(f"{condition} {selectors}".strip() for (condition, selectors), times in heads.items() if times > 1),
        *(f"{head} {name}" for _condition, head, names in rules for name, times in Counter(names).items() if times > 1),
    ]


def classes(css: str) -> set[str]:
    """The classes a style sheet speaks of."""
    return {name for _condition, selectors, _set in blocks(css) for name in CLASS.findall(selectors)}


def named(files: Iterable[Path]) -> set[str]:
    """Every word in quotes: where the classes of elements come from, be it a template, a script or Python."""
    quoted = (text for file in files for text in QUOTED.findall(file.read_text(encoding="utf-8")))
    return {word for text in quoted for word in WORD.findall(text)}


def printed(template: Path) -> bool:
    """Tell whether a template is one of a printed paper: its frame, what the frame imports, what extends it."""
    return (
        template.name in FRAME
        or "documents/kinds/" in str(template)
        or "documents/kinds/_paper.html" in template.read_text(encoding="utf-8")
    )


@pytest.fixture(scope="module")
def named_on_pages() -> set[str]:
    pages = (file for file in TEMPLATES.rglob("*.html") if not printed(file))
    return named([*pages, *Path("static/js").glob("*.js"), *Path("portal").rglob("*.py")])


@pytest.mark.parametrize("sheet", sorted(CSS.rglob("*.css")), ids=lambda file: file.stem)
def test_no_style_sheet_says_anything_twice(sheet: Path) -> None:
    assert doubles(sheet.read_text(encoding="utf-8")) == []


def test_doubles_are_found() -> None:
    planted = ".a { top: 0; top: 1px } .b { top: 0 } @media print { .a { top: 0 } .b { top: 0 } .b { left: 0 } }"
    assert doubles(planted) == ["print .b", ".a top"]


def test_every_class_of_a_style_sheet_is_named_on_a_page(named_on_pages: set[str]) -> None:
    sheets = [file for file in CSS.rglob("*.css") if not file.name.startswith("papers")]
    spoken_of = {name for sheet in sheets for name in classes(sheet.read_text(encoding="utf-8"))}

    assert spoken_of - named_on_pages == COMPOSED
    assert len(spoken_of) > 80


def test_every_class_of_the_papers_is_named_on_a_paper() -> None:
    spoken_of = {name for sheet in PAPERS for name in classes((CSS / sheet).read_text(encoding="utf-8"))}

    assert spoken_of - named(filter(printed, TEMPLATES.rglob("*.html"))) == WRITTEN
    assert len(spoken_of) > 30


def test_a_rule_left_over_is_found(named_on_pages: set[str]) -> None:
    left = "@media print { .panel > .menu-toggle::before { top: 0 } } .pill:not(.text-okay) { top: 0 }"
    assert classes(left) - named_on_pages == {"menu-toggle", "text-okay"}


def complaints(folder: Path, name: str, text: str) -> str:
    """What the linter says about one file of ours in a project with our settings; nothing when it is content."""
    file = folder / "static" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    shutil.copy("biome.jsonc", folder)
    ran = subprocess.run(
        [BIOME, "check", "--error-on-warnings", "--colors=off"], cwd=folder, capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr if ran.returncode else ""


@pytest.mark.skipif(not BIOME.exists(), reason="the linter is not made for this machine")
@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("css/planted.css", ".a { top: 0; left: 0 } .b { top: 0 }\n", "Formatter would have printed"),
        ("css/planted.css", ".a {\n  colour: red;\n}\n", "noUnknownProperty"),
        ("css/planted.css", ".a {\n  color: red !important;\n}\n", "noImportantStyles"),
        ("css/planted.css", ".a {\n  margin-top: 1px;\n  margin: 0;\n}\n", "noShorthandPropertyOverrides"),
        ("js/planted.js", "var told = 1;\ndocument.title = told;\n", "noVar"),
        ("js/planted.js", "const told = 1;\n", "noUnusedVariables"),
        ("js/planted.js", "document.title = untold;\n", "noUndeclaredVariables"),
        ("js/planted.js", "if (document.title == 1) {\n  document.title = '';\n}\n", "noDoubleEquals"),
        ("js/planted.js", "document.title='a'\n", "Formatter would have printed"),
    ],
)
def test_the_linter_stops_what_is_planted(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    assert complaint in complaints(tmp_path, name, text)


@pytest.mark.skipif(not BIOME.exists(), reason="the linter is not made for this machine")
def test_the_linter_is_content_with_what_is_well_written(tmp_path: Path) -> None:
    assert complaints(tmp_path, "css/well.css", ".a {\n  top: 0;\n}\n") == ""
    assert complaints(tmp_path, "js/well.js", 'document.title = "well";\n') == ""
