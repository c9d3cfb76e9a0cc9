"""What libraries keep to themselves (`_name`) is touched behind one fence, `core/web/quick`, and in a short list.

Two ways of touching it are looked for: reading or setting a private member of something that is not ours, and a method
of that name in a class that derives from a library's.
"""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest

from portal.core.config import ROOT

FENCE = "portal/core/web/quick/"
ALLOWED = {
    ("portal/core/data/sessions.py", "_make_scoped_session"): "a session is kept by context and by writing",
    ("portal/core/data/sessions.py", "_teardown_session"): "a connection that died must not fail the answer",
    ("portal/core/data/sessions.py", "_make_engine"): "the one place that sees each engine before its first connection",
    ("portal/core/data/sessions.py", "_get_current_object"): "the context itself, by whose identity sessions are kept",
    ("portal/core/data/types.py", "_adapt_expression"): "a type decorator says by it what a sum of two is",
    ("portal/core/jobs/queue.py", "_get_current_object"): "the application itself, to be handed to another thread",
    ("portal/core/web/errorpages.py", "_login_user"): "Flask-Login looks nobody up where somebody stands already",
    ("portal/documents/printing/printer.py", "_ua_stylesheets"): "WeasyPrint's own style sheet, which papers replace",
    (
        "portal/billing/queries_consignment.py",
        "_mapping",
    ): "a row as a mapping: SQLAlchemy documents it under this name",
    ("portal/returns/queries_receipt.py", "_mapping"): "a row as a mapping: SQLAlchemy documents it under this name",
}
"""Where, which member, and why there is no other way."""

PUBLIC = frozenset({"_asdict", "_replace", "_make", "_fields", "_value"})
"""What is documented under a private name: by named tuples, so that fields may be called anything, and by WTForms,
whose fields say in `_value` what stands in them.
"""


def is_private(name: str) -> bool:
    """Tell whether its owner keeps a name to itself: one underscore before it; two, or one behind too, are Python's."""
    return name.startswith("_") and not name.startswith("__") and not name.endswith("_") and name not in PUBLIC


def reads(source: str) -> Iterator[str]:
    """Give the private members a module reaches for in objects that are not its own.

    A module's own are `self`, `cls`, `super()` and whatever it defines itself: a class, a function, an attribute.
    """
    tree = ast.parse(source)
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    own |= {
        node.attr for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and told(node.value) in ("self", "cls")
    }  # fmt: skip
    own |= {node.target.id for node in ast.walk(tree) if isinstance(node, ast.AnnAssign) and told(node.target)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr) and node.attr not in own:
            if told(node.value) in ("self", "cls", "super()"):
                continue
            yield node.attr


def told(node: ast.expr) -> str:
    """Return a name, or `super()`, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    return "super()" if isinstance(node, ast.Call) and told(node.func) == "super" else ""


def overrides(cls: type) -> Iterator[str]:
    """Give the private methods that a class of ours replaces in a library's class it derives from."""
    strangers = [base for base in cls.__mro__[1:] if not base.__module__.startswith(("portal.", "builtins"))]
    for name, value in vars(cls).items():
        function = getattr(value, "__func__", value)
        written = isinstance(function, FunctionType) and function.__module__ == cls.__module__
        if written and is_private(name) and any(name in vars(base) for base in strangers):
            yield name


def module_of(path: Path) -> str:
    """Return the name by which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def touched() -> set[tuple[str, str]]:
    """Return where outside the fence private members are touched, and which."""
    found = set()
    for path in sorted((ROOT / "portal").rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        if where.startswith(FENCE) or path.name == "__main__.py":
            continue
        found |= {(where, name) for name in reads(path.read_text())}
        module = importlib.import_module(module_of(path))
        classes = [
            one for _name, one in inspect.getmembers(module, inspect.isclass) if one.__module__ == module.__name__
        ]
        found |= {(where, name) for one in classes for name in overrides(one)}
    return found


def test_what_libraries_keep_to_themselves_is_touched_behind_the_fence_alone() -> None:
    assert sorted(touched() - set(ALLOWED)) == []


def test_the_list_names_nothing_that_is_gone() -> None:
    assert sorted(set(ALLOWED) - touched()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f(row): return row._mapping", ["_mapping"]),
        ("import g\ng._login_user = None", ["_login_user"]),
        ("class A:\n    def f(self): return self._own + super()._parents", []),
        ("class A:\n    def __init__(self): self._own = 1\ndef f(a: A): return a._own", []),
        ("def f(row): return row._asdict(), row.__dict__", []),
    ],
)
def test_a_planted_reach_is_found(source: str, found: list[str]) -> None:
    assert list(reads(source)) == found


def test_a_planted_override_is_found() -> None:
    class Ours(inspect.Signature):
        def _bind(self) -> None: ...

        def _own(self) -> None: ...

    assert list(overrides(Ours)) == ["_bind"]
