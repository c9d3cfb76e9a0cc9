"""The demo's part names: nine languages, nothing missing, nothing twice."""

import csv
from datetime import date

from portal.core.config import ROOT
from portal.demo.history import demand, months_until
from portal.demo.names import LOCALES, kinds


def test_at_least_sixty_kinds_are_named_in_nine_languages() -> None:
    assert len(kinds()) >= 60
    for kind in kinds().values():
        assert set(kind.names) == set(LOCALES)
        assert all(name and name == name.strip() for name in kind.names.values())


def test_no_two_kinds_share_a_name_in_any_language() -> None:
    for locale in LOCALES:
        names = [kind.names[locale].casefold() for kind in kinds().values()]
        assert len(names) == len(set(names)), locale


def test_names_are_written_in_their_own_script() -> None:
    scripts = {"zh": ("一", "鿿"), "ru": ("Ѐ", "ӿ"), "ar": ("؀", "ۿ"), "th": ("ก", "๛")}
    for locale, (first, last) in scripts.items():
        for kind in kinds().values():
            assert any(first <= sign <= last for sign in kind.names[locale]), (locale, kind.code)


def test_every_kind_is_plausible_and_has_a_known_hs_heading() -> None:
    with (ROOT / "portal" / "demo" / "data" / "hs_headings.csv").open(encoding="utf-8", newline="") as file:
        headings = {row["hs_code"] for row in csv.DictReader(file)}

    for kind in kinds().values():
        assert 0 < kind.price[0] < kind.price[1]
        assert 0 < kind.weight_g[0] < kind.weight_g[1]
        assert kind.hs_code in headings
        assert kind.unit in ("EA", "SET")


def test_the_demand_file_is_read_whole() -> None:
    assert len(demand()) == 2_674
    assert {len(months) for months in demand().values()} == {51}


def test_months_run_up_to_the_last_one_over_new_year() -> None:
    assert months_until(date(2026, 2, 14), 4) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
