"""Words live at the edge: refusals have them, templates hold no inline script or style, catalogues are whole."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.core import locales
from portal.core.config import ROOT

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def codes_raised_in(tree: ast.AST) -> set[str]:
    """Return the literal codes of refusals made in a module."""
    found = set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        first = node.args[0]
        named = node.func.id in {"Refused", "FieldRefused", "Stale"}
        if named and isinstance(first, ast.Constant) and isinstance(first.value, str):
            found.add(first.value)
    return found


def test_every_refusal_in_the_source_has_words() -> None:
    from portal import rooms
    from portal.core.refusals import known_codes

    assert rooms.BLUEPRINTS
    raised = set()
    for path in (ROOT / "portal").rglob("*.py"):
        raised |= codes_raised_in(ast.parse(path.read_text()))
    assert sorted(raised - known_codes()) == []


def test_a_refusal_without_words_would_be_found() -> None:
    assert codes_raised_in(ast.parse('raise Refused("planted.code", a=1)')) == {"planted.code"}


INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)


def is_printed_or_mailed(path: Path) -> bool:
    """Tell whether a template is a paper's or a mail's, which no browser runs."""
    printed = {
        "_paper.html",
        "_parts.html",
        "_money.html",
        "commercial_invoice.html",
        "packing_list.html",
        "credit_note.html",
    }
    return path.parent.name == "emails" or (path.parent.name == "documents" and path.name in printed)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_templates_have_no_inline_script_or_style_and_no_safe_filter(path: Path) -> None:
    text = path.read_text()
    if is_printed_or_mailed(path):
        return
    assert INLINE.findall(text) == []
    assert "|safe" not in text.replace(" ", "")


def test_an_inline_handler_would_be_found() -> None:
    assert INLINE.findall('<p onclick="x()" style="a">') == [" onclick=", " style="]


def catalogue_of(code: str) -> Path:
    return ROOT / "translations" / locales.language_of(code).babel / "LC_MESSAGES" / "messages.po"


@pytest.mark.parametrize("code", [code for code in locales.OFFERED if code != "en"])
def test_the_catalogue_of_each_offered_language_is_complete(code: str) -> None:
    with catalogue_of(code).open("rb") as file:
        catalogue = read_po(file)
    missing, wrong = [], []
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.fuzzy or not all(strings):
            missing.append(message.id)
        ids = message.id if isinstance(message.id, list | tuple) else [message.id]
        expected = set(PLACEHOLDER.findall(" ".join(ids)))
        used = set(PLACEHOLDER.findall(" ".join(s for s in strings if s)))
        if not used <= expected or (len(ids) == 1 and used != expected):
            wrong.append(message.id)
    assert (missing, wrong) == ([], [])


@pytest.mark.parametrize("code", [code for code in locales.OFFERED if code != "en"])
def test_the_catalogue_holds_every_word_of_the_source(code: str) -> None:
    with (ROOT / "translations" / "messages.pot").open("rb") as file:
        source = {(m.context, str(m.id)) for m in read_po(file) if m.id}
    with catalogue_of(code).open("rb") as file:
        known = {(m.context, str(m.id)) for m in read_po(file) if m.id}
    assert sorted(source - known, key=str) == []
