"""What is written for whoever joins is true: the paths, the names, the commands and the pages it points to exist."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from portal import cli
from portal.core.config import ROOT
from portal.masterdata.ports import kinds_there_are
from portal.masterdata.words.labels import field_words, kind_words

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "deploy/*.md", "bench/*.md", ".github/**/*.md")
    for path in ROOT.glob(pattern)
)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
CHAPTERS = ("## Context", "## Decision", "## What it costs", "## When to look again")

CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
OURS = re.compile(r"(?:portal|templates|tests|static|scripts|docs|deploy|bench|migrations|translations)/[\w./-]*")
IMPORTED = re.compile(r"from ((?:portal|tests)[\w.]*) import ([\w, ]+)")
NAMED = re.compile(r"([\w./-]+\.py)::(\w+)")
TARGET = re.compile(r"\bmake ([a-z][a-z-]+)")
COMMAND = re.compile(r"-m portal ([a-z][a-z-]+)")
TARGETS = frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
COMMANDS = frozenset({*cli.COMMANDS, *cli.WORD_COMMANDS, *cli.FILE_COMMANDS})


def told(text: str) -> Iterator[str]:
    """Yield what a page gives to type or to open: words in backticks, and indented or fenced lines."""
    yield from CODE.findall(text)
    fenced = False
    for line in text.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.partition("#")[0]


def imported_in(words: str) -> Iterator[tuple[str, str]]:
    """Yield module and name of each import of ours."""
    for module, names in IMPORTED.findall(words):
        yield from ((module, name.strip()) for name in names.split(","))


def _is_there(module: str, name: str) -> bool:
    try:
        return hasattr(import_module(module), name)
    except ModuleNotFoundError:
        return False


def missing_in(text: str, folder: Path) -> list[str]:
    """Return what a page names and nobody would find: links, paths of ours, names in files, targets, commands."""
    found = [link for link in LINK.findall(text) if "://" not in link and not (folder / link).exists()]
    for words in CODE.findall(text):
        path = OURS.fullmatch(words)
        if path and not (ROOT / path[0]).exists():
            found.append(path[0])
    for path, name in NAMED.findall(text):
        file = ROOT / path
        if not file.is_file() or not re.search(rf"^(?:def|class) {name}\b|^{name}\b", file.read_text(), re.MULTILINE):
            found.append(f"{path}::{name}")
    for words in told(text):
        found += [f"{module}.{name}" for module, name in imported_in(words) if not _is_there(module, name)]
        found += [f"make {target}" for target in TARGET.findall(words) if target not in TARGETS]
        found += [f"portal {command}" for command in COMMAND.findall(words) if command not in COMMANDS]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_nothing_that_is_not_there(page: Path) -> None:
    assert missing_in(page.read_text(), page.parent) == []


def test_the_guard_sees_planted_flaws() -> None:
    page = (
        "See [this](gone.md), [that](README.md#map), `portal/gone.py`, `portal/cli.py`, `portal/*/gone.py`,\n"
        "`portal/cli.py::main`, `portal/cli.py::gone`, `make gone`, `make test`, make nothing of it.\n"
        "\n    python -m portal gone   # make whatever\n    python -m portal run\n"
        "    >>> from portal.cli import main, gone\n    >>> from portal.gone import main\n"
    )

    assert missing_in(page, ROOT) == [
        "gone.md",
        "portal/gone.py",
        "portal/cli.py::gone",
        "make gone",
        "portal gone",
        "portal.cli.gone",
        "portal.gone.main",
    ]


def test_each_decision_has_the_next_number_its_chapters_and_a_row_in_the_index() -> None:
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    numbers = [int(page.name[:4]) for page in DECISIONS]

    assert numbers == list(range(1, len(DECISIONS) + 1))
    for number, page in zip(numbers, DECISIONS, strict=True):
        text = page.read_text()
        title = text.partition("\n")[0].removeprefix(f"# {number}. ")
        assert re.findall(r"^## .*", text, re.MULTILINE) == list(CHAPTERS), page.name
        assert f"| [{number:04}]({page.name}) | {title} |" in index, page.name


def kinds_of_data() -> list[str]:
    """Return the rows of the table of kinds of master data, as the kinds say themselves."""
    rows = []
    for kind in kinds_there_are():
        fields = {one.name: str(field_words(one.name)) for one in kind.fields.all}
        key = [fields[name] for name in kind.fields.key]
        asked = (one for one in kind.fields.all if one.needed and one.usual is None)
        needs = [fields[one.name] for one in asked if one.name not in kind.fields.key]
        second = "yes" if kind.second else ""
        rows.append(f"| {kind_words(kind.name)[0]} | {', '.join(key)} | {', '.join(needs)} | {second} |")
    return rows


def test_the_page_on_ones_own_data_names_every_kind_and_what_it_needs(app: Flask) -> None:
    text = (ROOT / "docs" / "own-data.md").read_text("utf-8")
    with app.test_request_context(), force_locale("en"):
        wanted = kinds_of_data()

    printed = text.partition("## The kinds of data")[2].split("\n\n")[2].splitlines()[2:]
    assert printed == wanted, "the table should read:\n" + "\n".join(wanted)
