"""Every list that can be had as a file: no cell of it is a formula, whatever people have typed."""

import csv
import io
import re

import openpyxl
import pytest
from flask import Response, request
from werkzeug.test import TestResponse

from portal.accounts.models import UserAccount
from portal.accounts.rules_roles import roles_of_door
from portal.core.actor import Door
from portal.core.sheets.guard import unguarded
from tests.conftest import ON_SQLITE
from tests.factories import make_hq_user
from tests.guards.addresses import Parameters, noted, noting
from tests.guards.mutants import Mutant, planted
from tests.guards.pages import look_around, target_of
from tests.guards.walk import FORMATS
from tests.guards.world import World

# What a cell of a file is does not depend on the engine its value came from.
pytestmark = [pytest.mark.slow, ON_SQLITE]
STARTS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def exported(world: World, known: Parameters, person: UserAccount, only: str = "") -> dict[str, TestResponse]:
    """Return every file a person can make of a list, by address."""
    browser = world.browser(person)
    files: dict[str, TestResponse] = {}
    with noting(world.app):
        offer = look_around(world.app, browser, world.a, known, only=only)
        for path, status in offer.pages.items():
            endpoint = target_of(world.app, path, "GET")
            for name in known.exports(endpoint) & {one.name for one in noted() if one.endpoint == endpoint}:
                if status == 200 and "?" not in path:
                    files |= {f"{path}?{name}={kind}": browser.open(f"{path}?{name}={kind}") for kind in FORMATS}
    return files


def cells_of(response: TestResponse) -> list[str]:
    """Return the cells of a file; one that a spreadsheet would reckon comes as `formula: ...`."""
    data = response.get_data()
    if data.startswith(b"PK\x03\x04"):
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        return [f"formula: {cell.value}" if cell.data_type == "f" else str(cell.value) for cell in cells]
    if response.mimetype != "text/csv":
        return []
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    texts = [text for row in rows for text in row]
    return [
        f"formula: {text}" if text.startswith(STARTS) and not NUMBER.fullmatch(text) else unguarded(text)
        for text in texts
    ]


def formulas_in(files: dict[str, TestResponse]) -> list[str]:
    """Return the cells that would be reckoned, with the address of their file."""
    return [f"{path}: {cell}" for path, file in files.items() for cell in cells_of(file) if cell.startswith("formula:")]


def test_no_cell_of_a_distributors_files_is_a_formula(world: World, known: Parameters) -> None:
    files = exported(world, known, world.a.people["dealer_owner"])

    assert {file.status_code for file in files.values()} == {200}
    assert formulas_in(files) == []
    texts = {cell for file in files.values() for cell in cells_of(file)}
    assert any(text.startswith(f"+{world.a.canary}-PO") for text in texts)


def test_no_cell_of_headquarters_files_is_a_formula(world: World, known: Parameters) -> None:
    files = exported(world, known, make_hq_user(role=roles_of_door(Door.HQ)))

    assert {file.status_code for file in files.values()} == {200}
    assert formulas_in(files) == []
    texts = {cell for file in files.values() for cell in cells_of(file)}
    assert f"={world.b.canary} Motors" in texts


def naive() -> Response | str:
    if request.args.get("export", "") == "csv":
        return Response("name\r\n=1+1\r\n-5\r\n", mimetype="text/csv")
    return "<!doctype html>a list"


def naive_workbook() -> Response | str:
    if request.args.get("export", "") != "xlsx":
        return "<!doctype html>a list"
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["=1+1", -5])
    book.save(target)
    return Response(target.getvalue(), mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@pytest.mark.parametrize("view", [naive, naive_workbook])
def test_a_planted_formula_is_found(world: World, view: object) -> None:
    mutant = Mutant("/mutant", view)  # type: ignore[arg-type]
    with planted(world.app, mutant):
        files = exported(world, mutant.parameters(), world.a.people["dealer_buyer"], only="mutant.")

    assert [each.partition(": ")[2] for each in formulas_in(files)] == ["formula: =1+1"]
