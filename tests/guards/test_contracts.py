"""Each import contract of pyproject is broken by the breach planted for it; a contract without one is told."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from portal.core.config import ROOT

# What is added to a copy of the portal, by the start of the name of the contract it must break.
BREACHES = {
    "The order of the rooms": ("portal/core/days.py", "from portal.orders import labels"),
    "Core in drawers": ("portal/core/clock.py", "from portal.core.web import pages"),
    "Orders in parts": ("portal/orders/queries.py", "from portal.orders.views import labels"),
    "Entry in rooms": ("portal/orders/entry/rows/rules_view.py", "from portal.orders.entry import service_drafts"),
    "Master data in parts": ("portal/masterdata/calendars/rules.py", "from portal.masterdata.words import labels"),
    "Shipping in parts": ("portal/shipping/events.py", "from portal.shipping.views import pages"),
    "Accounts in parts": ("portal/accounts/queries.py", "from portal.accounts.people import service"),
    "Inside documents": ("portal/documents/rules_sums.py", "from portal.documents import pages"),
    "Printing": ("portal/documents/printing/places.py", "from portal.documents.printing import pdf"),
    "No kind of paper knows another": (
        "portal/documents/kinds/packing_list.py",
        "from portal.documents.kinds import credit_note",
    ),
    "No kind of master data knows another": (
        "portal/masterdata/kinds/stock/depots.py",
        "from portal.masterdata.kinds.stock import stock_counts",
    ),
    "What is done for speed": (
        "portal/orders/views/labels.py",
        "from portal.core.web.quick import templating",
    ),
}


def contracts() -> list[str]:
    """Return the names of the contracts in force."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def copied(folder: Path) -> Path:
    """Return a copy of what the contracts are about, where breaches may be planted."""
    shutil.copytree(ROOT / "portal", folder / "portal", ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copytree(ROOT / "portal" / "core" / "data", folder / "portal" / "core" / "data", dirs_exist_ok=True)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def judged(folder: Path) -> str:
    """Return what the linter of imports says of a copy."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_each_contract_is_broken_by_its_planted_breach(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for file, line in BREACHES.values():
        (folder / file).write_text((folder / file).read_text("utf-8") + f"\n{line}\n", "utf-8")

    told = judged(folder)

    for name in contracts():
        assert any(name.startswith(start) for start in BREACHES), f"no breach is planted for {name!r}"
        assert f"{name} BROKEN" in told, told


def test_a_file_that_no_contract_places_is_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "portal" / "orders" / "odds.py").write_text('"""Nobody placed this."""\n', "utf-8")

    told = judged(folder)

    assert "Orders in parts: base < checks < entry < decisions < views BROKEN" in told
    assert told.count("BROKEN") == 1
