"""The words of the source are those of `translations/messages.pot`: somebody who added one also collected it."""

import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.core.config import ROOT

pytestmark = pytest.mark.slow
KEPT = ROOT / "translations" / "messages.pot"


def words_in(path: Path) -> set[tuple[str, str]]:
    """Return the messages of a template: context, and the words (the singular of a counted one)."""
    with path.open("rb") as file:
        found = read_po(file)
    return {(each.context or "", each.id if isinstance(each.id, str) else each.id[0]) for each in found if each.id}


def not_alike(collected: set[tuple[str, str]], kept: set[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Return what the source says and the template lacks, and what it still has and nobody says."""
    return {"make translate would add": sorted(collected - kept), "and drop": sorted(kept - collected)}


def test_every_word_of_the_source_was_collected_and_no_other_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "now.pot"
    subprocess.run(["bash", "scripts/translations.sh", "extract", str(target)], cwd=ROOT, check=True)

    assert not_alike(words_in(target), words_in(KEPT)) == {"make translate would add": [], "and drop": []}


def test_a_new_word_and_a_left_over_one_would_be_seen() -> None:
    kept = words_in(KEPT)
    one = min(kept)

    assert not_alike({*kept - {one}, ("", "Planted")}, kept) == {
        "make translate would add": [("", "Planted")],
        "and drop": [one],
    }
