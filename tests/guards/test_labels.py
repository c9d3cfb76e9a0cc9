"""Every state, code and kind has its word: a table of labels that forgets a member of its enum is found here."""

import enum
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest

import portal
from portal.core.config import ROOT

SILENT = {
    "APPROVED_WORDS": "what was asked in the past alone is approved no more",
    "ANSWER_TONES": "what went well is shown without a tone",
    "KEEPER_WORDS": "nobody has a shipment that is done",
    "NEXT_MARKS": "a step that goes on has an arrow",
    "NEXT_STEPS": "told only while somebody has something to do",
    "NEXT_TONES": "a step that only waits has the usual tone",
    "_BOTH": "most steps are told each side in words of its own",
    "_OF_DISTRIBUTOR": "the other steps are told everybody alike; a general distributor reads two in words of its own",
}
"""Tables that leave members out on purpose, and why."""


def label_modules() -> Iterator[ModuleType]:
    """Yield every module of words."""
    for found in walk_packages(portal.__path__, "portal."):
        if found.name.rsplit(".", 1)[-1].startswith("labels"):
            yield import_module(found.name)


def forgotten_in(module: ModuleType) -> dict[str, set[str]]:
    """Return, by table of a module that is keyed by enums, the members it has no entry for."""
    found = {}
    for name, table in vars(module).items():
        if isinstance(table, Mapping) and table and all(isinstance(key, enum.Enum) for key in table):
            members = {member for kind in {type(key) for key in table} for member in kind}
            if left := {f"{type(member).__name__}.{member.name}" for member in members - set(table)}:
                found[name] = left
    return found


MODULES = list(label_modules())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_table_of_words_or_tones_has_every_member(module: ModuleType) -> None:
    assert {name: left for name, left in forgotten_in(module).items() if name not in SILENT} == {}


def test_a_table_that_became_complete_is_no_exception_any_more() -> None:
    assert set(SILENT) == {name for module in MODULES for name in forgotten_in(module)} & set(SILENT)


def unread(names: Iterable[str], templates: str) -> set[str]:
    """Return the names of a list for templates (`L`) that none of them reads."""
    return set(names) - set(re.findall(r"\bL\.(\w+)", templates))


@pytest.mark.parametrize("room", ["views", "entry"])
def test_what_is_listed_for_templates_is_read_by_one(room: str) -> None:
    listed = import_module(f"portal.orders.{room}.labels").__all__
    templates = "".join(path.read_text("utf-8") for path in sorted((ROOT / "templates").rglob("*.html")))

    assert unread(listed, templates) == set()
    assert unread(listed, templates.replace("L.figure", "")) == {"figure"}


def test_the_guard_sees_a_member_left_out() -> None:
    class Colour(enum.StrEnum):
        RED = "red"
        BLUE = "blue"

    module = ModuleType("labels")
    vars(module).update(WORDS={Colour.RED: "Red"}, WHOLE=dict.fromkeys(Colour, "ok"), OTHER={"red": 1}, EMPTY={})

    assert forgotten_in(module) == {"WORDS": {"Colour.BLUE"}}
