"""Every table says how long its rows are kept, or why for ever; what the guide tells of it is what is done."""

import re

import pytest

from portal.core.config import ROOT
from portal.core.data.owned import Base
from portal.core.jobs import schedule
from portal.home.jobs_retention import EMPTY, OVER
from portal.home.rules_retention import BY_THEMSELVES, FOR_EVER, USUAL_DAYS

EMPTIED = {"change_set.file"}
"""Of these the row stays."""


def tables() -> set[str]:
    """Return the tables there are; every room's models are loaded with the application's jobs."""
    return set(Base.metadata.tables)


def without_a_term(there: set[str]) -> list[str]:
    """Return the tables nobody said anything of."""
    pruned = {name.partition(".")[0] for name in USUAL_DAYS.keys() - EMPTIED}
    return sorted(there - pruned - BY_THEMSELVES.keys() - FOR_EVER.keys())


def test_every_table_has_its_term_or_its_reason(app: object) -> None:
    assert without_a_term(tables()) == [], "name them in portal/home/rules_retention.py"
    pruned = {name.partition(".")[0] for name in USUAL_DAYS.keys() - EMPTIED}
    assert pruned | BY_THEMSELVES.keys() | FOR_EVER.keys() == tables()
    assert not (pruned & FOR_EVER.keys()) and all(len(reason) > 20 for reason in FOR_EVER.values())
    assert (OVER.keys() | EMPTY.keys(), EMPTY.keys()) == (USUAL_DAYS.keys(), EMPTIED)
    assert {name: model.__tablename__ for name, (model, *_over) in (OVER | EMPTY).items()} == {
        name: name.partition(".")[0] for name in USUAL_DAYS
    }
    sweeping = {"home.retention", "returns.photos", "catalogue.photos", "masterdata.files"}
    assert set(BY_THEMSELVES.values()) | sweeping <= schedule._daily.keys()


def test_a_table_nobody_said_anything_of_would_be_found() -> None:
    assert without_a_term({"job", "sales_order", "planted"}) == ["planted"]


def test_the_guide_names_what_is_forgotten_and_when() -> None:
    guide = (ROOT / "deploy" / "README.md").read_text()
    told = re.findall(r"^\| `([a-z_.]+)` \| (\d+) \|", guide, re.MULTILINE)

    assert {name: int(days) for name, days in told} == USUAL_DAYS


@pytest.mark.parametrize("name", sorted(FOR_EVER))
def test_what_is_kept_for_ever_is_a_table(app: object, name: str) -> None:
    assert name in tables()
