"""Which tests a change asks for, told by paths alone: those of its room, and the guards that are quick.

`python -m tests.choosing` prints them one a line for pytest and says on the side why; compared is with
`BASE`, or where this branch left main, uncommitted and new files included. It is a short cut for the
hour of work: what a room above makes of the change, only the whole suite tells.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUICK_GUARDS = ("tests/guards/test_imports.py", "tests/guards/test_routes.py", "tests/guards/test_words.py")
WHOLE = "tests"
"""Stands for every test: shared tools of the tests have changed."""

# What lies outside the rooms, and the tests that look at it.
ELSEWHERE = (
    ("templates/emails/", ("tests/notifications",)),
    ("templates/documents/", ("tests/documents", "tests/billing")),
    ("templates/layouts/", ("tests/home",)),
    ("templates/components/", ("tests/home", "tests/core")),
    ("templates/errors/", ("tests/core",)),
    ("translations/", ("tests/guards/test_words.py", "tests/guards/test_plurals.py")),
    ("migrations/", ("tests/guards/test_migrations.py",)),
    ("portal/reactions", ("tests/notifications",)),
    ("portal/telling/", ("tests/notifications",)),
    ("portal/cli", ("tests/test_cli.py",)),
    ("portal/", QUICK_GUARDS),
    ("static/", ("tests/home",)),
    ("deploy/", ("tests/test_cli.py",)),
    ("pyproject.toml", QUICK_GUARDS),
)


def asked_for_by(path: str, exists: Callable[[str], bool]) -> tuple[str, ...]:
    """Return files and folders of tests for one changed file; none for what no test looks at.

    A file of a room asks for the folder of its part where tests mirror the part, else for the room's.
    """
    parts = path.split("/")
    if parts[0] == "tests":
        return _of_the_tests(path, exists)
    if path.endswith(".md"):
        return _those_there(("tests/guards/test_docs.py",), exists)
    if parts[0] in ("portal", "templates") and len(parts) > 2:
        for depth in range(len(parts) - 1, 1, -1):
            if exists(folder := "/".join(["tests", *parts[1:depth]])):
                return (folder,)
    if parts[0] == "portal" and exists(own := f"tests/test_{Path(path).name}"):
        return (own,)
    return _those_there(next((tests for start, tests in ELSEWHERE if path.startswith(start)), ()), exists)


def _of_the_tests(path: str, exists: Callable[[str], bool]) -> tuple[str, ...]:
    """Return a test for itself, and for what tests share the folder it serves."""
    if Path(path).name.startswith("test_"):
        return _those_there((path,), exists)
    folder = str(Path(path).parent)
    own = f"{folder}/test_{Path(path).name}"
    return (own,) if exists(own) else _those_there((folder,), exists)


def _those_there(paths: Iterable[str], exists: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(path for path in paths if exists(path))


def chosen(changed: Iterable[str], exists: Callable[[str], bool]) -> list[str]:
    """Return the tests for a change in the order of their names, none named twice; the quick guards with code."""
    files = list(changed)
    found = {test for path in files for test in asked_for_by(path, exists)}
    if any(path.startswith(("portal/", "templates/")) for path in files):
        found.update(_those_there(QUICK_GUARDS, exists))
    return sorted(test for test in found if not any(test.startswith(f"{other}/") for other in found))


def changed_files(base: str) -> list[str]:
    """Return the paths that differ from where this branch left `base`, what is not committed or new included."""
    left = _git("merge-base", base, "HEAD") or [base]
    return sorted({*_git("diff", "--name-only", left[0]), *_git("ls-files", "--others", "--exclude-standard")})


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:-1]


def main() -> int:
    """Print the choice: paths for pytest on standard output, what led to them beside it."""
    base = os.environ.get("BASE", "main")
    changed = changed_files(base)
    tests = chosen(changed, lambda path: (ROOT / path).exists())
    print(f"{len(changed)} files differ from {base}; tests: {' '.join(tests) or 'none'}", file=sys.stderr)
    if WHOLE in tests:
        print("What all tests share has changed; `make test` is meant for that.", file=sys.stderr)
    if tests:
        print("\n".join(tests))
    return 0


if __name__ == "__main__":
    sys.exit(main())
