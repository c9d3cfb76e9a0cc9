"""Names of the portal that nothing reads: prints each with its file and line, and fails when there are any.

Vulture over what runs in production (never over tests, or rules that only tests call would pass). Names that pages and
papers read are taken from the templates, those read by text (`facts["limit"]`) from the source; a column of a table is
the database's. Two lists are excepted: `scripts/allowed_names.py` (names a library reads, doors for tests) and
`docs/rules-waiting.md` (rules whose page is not written yet). What is listed in vain is a complaint as well.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment
from vulture import Vulture  # type: ignore[import-untyped]

ROOT = Path(__file__).parent.parent
WATCHED = ROOT / "portal"
READERS = (ROOT / "wsgi.py", ROOT / "deploy" / "gunicorn.conf.py", ROOT / "migrations")
"""What runs besides the portal: its own names are a library's business, but it reads the portal's."""
ALLOWED = ROOT / "scripts" / "allowed_names.py"
WAITING = ROOT / "docs" / "rules-waiting.md"
CALLED_BY_DECORATION = (
    "@*.route",
    "@*.get",
    "@*.post",
    "@*.listens_for",
    "@handles",
    "@with_the_command",
    "@makes",
    "@waits_elsewhere",
    "@daily",
    "@ends",
    "@figure",
    "@teller",
    "@issued_at",
    "@compiles",
    "@before_commit",
    "@after_commit",
)
"""Decorators that hand a function to somebody who calls it."""
CONFIDENCE = 60


def names_in_templates(folder: Path) -> set[str]:
    """Return every name, attribute and text (a key or a code may be one) in code of a template below `folder`."""
    jinja = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file())
    return {token.strip("\"'") for text in texts for _, kind, token in jinja.lex(text) if kind in {"name", "string"}}


def names_read_by_text(source: str) -> Iterator[str]:
    """Yield every text that stands as a key (`facts["limit"]`) or is asked for (`g.get("actor")`)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            yield str(node.slice.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "pop"}:
            yield from (str(each.value) for each in node.args[:1] if isinstance(each, ast.Constant))


def columns(source: str) -> Iterator[str]:
    """Yield the columns of tables: names annotated as `Mapped[...]`."""
    for node in ast.walk(ast.parse(source)):
        declared = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).startswith("Mapped[")
        if declared and isinstance(node.target, ast.Name):
            yield node.target.id


def made_known(source: str) -> Iterator[str]:
    """Yield the kinds of master data, which are found by their name once they are made: `PARTS = known(...)`."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("known("):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))


def modules(*places: Path) -> Iterator[Path]:
    """Yield each Python file among or below these places."""
    for place in places:
        yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def without_exports(source: str) -> str:
    """Return a module with its `__all__` blanked out: to be offered is not to be used."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            lines[node.lineno - 1 : node.end_lineno] = [""] * ((node.end_lineno or node.lineno) - node.lineno + 1)
    return "\n".join(lines)


def allowed_names(source: str) -> list[str]:
    """Return the names a table of Python source allows: the keys of its dictionaries."""
    tables = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Dict)]
    return [key.value for table in tables for key in table.keys if isinstance(key, ast.Constant)]


def waiting_names(text: str) -> list[str]:
    """Return the names in the first cell of each row of a Markdown table: `| `name` |`."""
    cells = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def complaints(watched: Path, readers: Iterable[Path], used: set[str], excepted: Iterable[str]) -> list[str]:
    """Return one line for each name below `watched` that nothing reads, and for each excepted in vain."""
    finder = Vulture(ignore_decorators=list(CALLED_BY_DECORATION))
    sources = {path: path.read_text(encoding="utf-8") for path in modules(watched, *readers)}
    for path, source in sources.items():
        finder.scan(without_exports(source), filename=path)
    for names in (
        used,
        *map(names_read_by_text, sources.values()),
        *map(columns, sources.values()),
        *map(made_known, sources.values()),
    ):
        finder.used_names.update(names)
    dead = [
        item
        for item in finder.get_unused_code(min_confidence=CONFIDENCE)
        if item.typ != "import" and Path(item.filename).is_relative_to(watched)  # ruff knows imports better
    ]
    known = set(excepted)
    unread = sorted(
        f"{Path(item.filename).relative_to(watched.parent)}:{item.first_lineno} nothing reads {item.typ} {item.name}"
        for item in dead
        if item.name not in known
    )
    return unread + [f"{name} is excepted, but is read or gone" for name in sorted(known - {i.name for i in dead})]


def of_the_portal() -> list[str]:
    """Return the complaints about the portal as it stands; none is right."""
    excepted = allowed_names(ALLOWED.read_text(encoding="utf-8")) + waiting_names(WAITING.read_text(encoding="utf-8"))
    return complaints(WATCHED, READERS, names_in_templates(ROOT / "templates"), excepted)


def main() -> int:
    """Print the complaints; 1 when there are any."""
    found = of_the_portal()
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
