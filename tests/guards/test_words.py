"""Words live at the edge: refusals have them, templates hold no inline script or style, catalogues are whole."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from portal import rooms
from portal.core import locales
from portal.core.config import ROOT
from portal.core.counted import Counted
from portal.core.errors import Refused
from portal.core.web.refusals import known_codes, text_of, words_of

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@dataclass(frozen=True)
class Raised:
    """A refusal made in the source: its code and the facts given with it; None where they are passed on."""

    where: str
    code: str
    facts: frozenset[str] | None


READERS = {"number", "quantity", "credit.limit"}
"""The names under which `parse_decimal` refuses; each is a `code=` in the source, or its default."""
EXPANDED = {
    "code": READERS,
    "field.value": {"part", "quantity"},
    "damage.value": {"day", "time", "percent", "exponent", "error", "no_value"},
}
PASSED_ON = {
    "table.code",
    "answer['refused']",
    "facts['fault']",
    "fault.code",
    "file.refusal",
    "refusal.code",
    "refused.code",
    "NOT_OF_AN_ORDER.get(refused.code, refused.code)",
    "told['code']",
    "why.code",
    "one.code",
    "row.problem",
    "kind.stays",
}
"""Codes that were made elsewhere, where they are looked at."""
CHOSEN_IN = {"phone_fault": "portal/accounts/rules_phones.py"}
"""Functions that return a code, and the module whose texts it is one of."""


MADE_OF = {"Refused": 0, "FieldRefused": 0, "Unreadable": 0, "Objection": 2, "Wrong": 3}
"""What carries a code to be said in words, and which of its arguments that is."""


def refusals_in(tree: ast.AST, where: str = "") -> list[Raised]:
    """Return the refusals made in a module, one for each code a call may carry."""
    found = []
    for scope in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Module)]:
        for node in own_nodes(scope):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            place = MADE_OF.get(node.func.id)
            if place is not None and len(node.args) > place:
                codes = codes_of(node.args[place], scope, tree)
                found += [Raised(f"{where}:{node.lineno}", code, facts_of(node, place)) for code in codes]
    return found


def facts_of(call: ast.Call, place: int) -> frozenset[str] | None:
    """Return the names of the facts given with a code: as keywords, or in a dictionary behind it; None if passed on."""
    behind = call.args[place + 1 :] if place else []
    if any(not isinstance(each, ast.Dict) for each in behind):
        return None
    in_table = {key.value for each in behind for key in each.keys if isinstance(key, ast.Constant)}  # type: ignore[attr-defined]
    names = {word.arg for word in call.keywords} | in_table
    return None if None in names else frozenset(str(name) for name in names if name and name != "field")


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Return what stands in a function, without the functions within it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from own_nodes(child)


def codes_of(node: ast.expr, scope: ast.AST, module: ast.AST) -> set[str]:
    """Return the codes an expression may be: texts, choices between them, names given such texts, tables of them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return codes_of(node.body, scope, module) | codes_of(node.orelse, scope, module)
    if isinstance(node, ast.JoinedStr):
        pieces = [
            {str(part.value)} if isinstance(part, ast.Constant) else EXPANDED[ast.unparse(part.value)]
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        ]
        return {"".join(chosen) for chosen in product(*pieces)}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CHOSEN_IN:
        return texts_in(ast.parse((ROOT / CHOSEN_IN[node.func.id]).read_text()))
    table = node.value if isinstance(node, ast.Subscript) else node
    if isinstance(table, ast.Name) and ast.unparse(node) not in PASSED_ON:
        places = (scope, module) if table is not node else (scope,)
        assigned = [one for place in places for one in own_nodes(place) if isinstance(one, ast.Assign)]
        return {code for one in assigned if is_named(one, table.id) for code in texts_in(one.value)}
    assert ast.unparse(node) in PASSED_ON, ast.unparse(node)
    return set()


def is_named(assigned: ast.Assign, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for one in assigned.targets for node in ast.walk(one))


def texts_in(value: ast.AST) -> set[str]:
    """Return the texts in an expression that look like codes."""
    texts = {node.value for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", text)}


def all_refusals() -> list[Raised]:
    """Return every refusal made in the source."""
    found = []
    for path in sorted((ROOT / "portal").rglob("*.py")):
        found += refusals_in(ast.parse(path.read_text()), str(path.relative_to(ROOT)))
    return found


def placeholders_of(code: str) -> set[str]:
    """Return the facts the words of a code ask for."""
    text = text_of(code)
    forms = [text.singular, text.plural] if isinstance(text, Counted) else [str(text)]
    return set(PLACEHOLDER.findall(" ".join(forms)))


def test_every_refusal_in_the_source_has_words() -> None:
    raised = all_refusals()

    assert rooms.BLUEPRINTS and len(raised) > 200
    assert sorted(f"{one.where} {one.code}" for one in raised if one.code not in known_codes()) == []


def test_every_refusal_gives_the_facts_its_words_ask_for(app: Flask) -> None:
    given = [one for one in all_refusals() if one.facts is not None and one.code in known_codes()]

    with app.test_request_context("/"):
        lacking = [f"{one.where} {one.code}" for one in given if placeholders_of(one.code) - set(one.facts or ())]

    assert len(given) > 200 and lacking == []


def test_a_refusal_without_words_would_be_found() -> None:
    planted = """
def first(loud):
    code = "planted.loud" if loud else "planted.low"
    raise Refused(code, a=1)
def second(field, code):
    raise FieldRefused(f"sheet.two_{field.value}_columns", field="x", b=2)
TOLD = {"here": "planted.here"}
def third(why):
    raise Refused(TOLD[why])
"""
    found = {(one.code, *sorted(one.facts or ())) for one in refusals_in(ast.parse(planted))}

    assert found == {
        ("planted.loud", "a"),
        ("planted.low", "a"),
        ("planted.here",),
        ("sheet.two_part_columns", "b"),
        ("sheet.two_quantity_columns", "b"),
    }


@pytest.mark.parametrize("refusal", [Refused("planted.unknown", a=1), Refused("sheet.cell_too_long", limit=3)])
def test_a_refusal_without_words_or_facts_is_told_in_general_words(app: Flask, refusal: Refused) -> None:
    with app.test_request_context("/"):
        assert words_of(refusal).startswith("This was refused, and nothing was changed.")


INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def is_printed_or_mailed(path: Path) -> bool:
    """Tell whether a template is a paper's or a mail's, which no browser runs."""
    folder = path.relative_to(ROOT / "templates").parent.as_posix()
    return folder in {"emails", "documents/kinds"}


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


OTHER_WORDS = {"ar": {"استعمال": "استخدام", "استعمل": "استخدم", "ستعمل": "ستخدم"}}
"""Words a language has two of, and which of them the portal says: a reader takes two for two things."""


def other_words(code: str, strings: Iterator[str]) -> list[str]:
    """Return texts of a language that say the other word."""
    return [text for text in strings if any(other in text for other in OTHER_WORDS[code])]


def _said(code: str) -> Iterator[str]:
    with catalogue_of(code).open("rb") as file:
        for message in read_po(file):
            told = message.string if isinstance(message.string, list | tuple) else [message.string]
            yield from filter(None, told)


@pytest.mark.parametrize("code", sorted(OTHER_WORDS))
def test_one_thing_has_one_word_in_a_language(code: str) -> None:
    assert other_words(code, _said(code)) == []
    assert any(word in text for text in _said(code) for word in OTHER_WORDS[code].values())


UNIT = re.compile(r"(?:(?<=[\d(])|(?<=\)s )|(?<=, ))(?:kg|g|mm|cm³?|m³|km|Wh)(?![\w³])")
"""A sign of a unit behind a figure, or in a heading: it is the same in every language, on pages as on papers."""


def other_units(source: str, told: str) -> bool:
    """Tell whether a text gives a unit another sign than its source does."""
    return sorted(UNIT.findall(source)) != sorted(re.findall(r"(?<![\w%])(?:kg|g|mm|cm³?|m³|km|Wh)(?![\w³])", told))


@pytest.mark.parametrize("code", [code for code in locales.OFFERED if code != "en"])
def test_a_unit_has_one_sign_in_every_language(code: str) -> None:
    with catalogue_of(code).open("rb") as file:
        units = [(str(m.id), str(m.string)) for m in read_po(file) if isinstance(m.id, str) and UNIT.search(m.id)]

    assert len(units) >= 14
    assert [one for one in units if other_units(*one)] == []


def test_another_sign_for_a_unit_would_be_found() -> None:
    assert other_units("Height (mm)", "الارتفاع (مم)")
    assert other_units("at most %(most)s kg.", "%(most)s\u00a0كجم.")
    assert not other_units("at most %(most)s kg.", "%(most)s\u00a0kg.")


def test_another_word_for_the_same_thing_would_be_found() -> None:
    assert other_words("ar", iter(["قيد الاستعمال", "قيد الاستخدام"])) == ["قيد الاستعمال"]
