"""One style sheet out of many files, under an address that changes with what is in it."""

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.app import create_app
from portal.core.config import Settings
from portal.core.web import assets

CSS = Path("static/css")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A browser before a portal whose database is empty: no file needs one."""
    return create_app(Settings(database_url="sqlite://", storage_url="memory://", testing=True)).test_client()


def bare(text: str) -> str:
    """A style sheet without comments and without any white space."""
    return "".join(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split())


def names_in(sheet: str) -> list[str]:
    """The files of `static/css` in the order in which their rules stand in a style sheet."""
    places = {
        str(file.relative_to(CSS).with_suffix("")): bare(sheet).find(bare(file.read_text(encoding="utf-8")))
        for file in CSS.rglob("*.css")
    }
    return sorted((name for name, place in places.items() if place >= 0), key=places.__getitem__)


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A static folder with a component that no other has, its addresses not known yet."""
    folder = tmp_path / "css" / "components"
    folder.mkdir(parents=True)
    for name in ("tokens", "base", "layout", "components/zebra"):
        (tmp_path / "css" / f"{name}.css").write_text(f".{name.split('/')[-1]} {{\n  top: 0;\n}}\n", encoding="utf-8")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    return folder


def test_every_style_sheet_of_pages_is_in_the_one_and_components_come_last(client: FlaskClient) -> None:
    answer = client.get("/static/css/portal.css")

    names = names_in(answer.get_data(as_text=True))
    components = sorted(file.stem for file in (CSS / "components").iterdir())
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert names == ["tokens", "base", "layout", *(f"components/{name}" for name in components)]
    assert len(components) > 20
    assert {file.stem for file in CSS.glob("*.css")} - set(names) == {
        "papers",
        "papers-defaults",
        "papers-lists",
        "papers-rtl",
    }


def test_a_component_that_overrules_another_comes_after_it(client: FlaskClient) -> None:
    names = names_in(client.get("/static/css/portal.css").get_data(as_text=True))

    assert names.index("components/table") < names.index("components/table_cards")
    assert names.index("components/panel") < names.index("components/panel_empty")


def test_the_sheet_is_kept_for_a_year_and_asked_for_again_only_by_its_mark(client: FlaskClient) -> None:
    first = client.get("/static/css/portal.css")

    again = client.get("/static/css/portal.css", headers={"If-None-Match": first.headers["ETag"]})
    other = client.get("/static/css/portal.css", headers={"If-None-Match": '"another"'})

    assert first.cache_control.max_age == 31_536_000
    assert (again.status_code, again.data) == (304, b"")
    assert (other.status_code, other.data) == (200, first.data)


def test_a_page_asks_for_two_style_sheets_under_addresses_of_what_is_in_them(client: FlaskClient) -> None:
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/nowhere").get_data(as_text=True))

    assert [re.sub(r"\?v=[0-9a-f]{10}$", "", sheet) for sheet in sheets] == [
        "/static/vendor/bootstrap/bootstrap.min.css",
        "/static/css/portal.css",
    ]
    assert client.get(sheets[1]).headers["ETag"] == f'"{sheets[1].partition("?v=")[2]}"'


def test_a_changed_component_changes_the_address_and_the_answer(client: FlaskClient, planted: Path) -> None:
    before = client.get("/static/css/portal.css")

    (planted / "zebra.css").write_text("/* Striped. */\n\n.zebra {\n  top: 1px;\n}\n", encoding="utf-8")
    after = client.get("/static/css/portal.css")

    others = "".join(f".{name} {{\ntop: 0;\n}}\n" for name in ("tokens", "base", "layout"))
    assert before.text == others + ".zebra {\ntop: 0;\n}\n"
    assert after.text == others + ".zebra {\ntop: 1px;\n}\n"
    assert before.headers["ETag"] != after.headers["ETag"]


@pytest.mark.parametrize("path", ["css/portal.css", "vendor/htmx/htmx.min.js", "icons/sprite.svg"])
def test_texts_go_out_compressed_to_whoever_takes_that(client: FlaskClient, path: str) -> None:
    plain = client.get(f"/static/{path}")
    small = client.get(f"/static/{path}", headers={"Accept-Encoding": "gzip, br"})
    again = client.get(f"/static/{path}", headers={"Accept-Encoding": "gzip", "If-None-Match": small.headers["ETag"]})
    part = client.get(f"/static/{path}", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-99"})

    assert gzip.decompress(small.data) == plain.data and len(small.data) * 2 < len(plain.data)
    assert small.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert small.content_length == len(small.data)
    assert all("Accept-Encoding" in answer.vary for answer in (plain, small))
    assert small.headers["ETag"] == f"W/{plain.headers['ETag']}"
    assert small.cache_control.max_age == plain.cache_control.max_age == 31_536_000
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Encoding" not in part.headers


def test_whoever_refuses_compression_and_what_gains_nothing_gets_it_plain(client: FlaskClient) -> None:
    refused = client.get("/static/css/portal.css", headers={"Accept-Encoding": "gzip;q=0"})
    font = client.get("/static/fonts/NotoSans-Bold.ttf", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in refused.headers and refused.text.startswith(":root")
    assert "Content-Encoding" not in font.headers and "Accept-Encoding" not in font.vary


def test_other_files_are_answered_as_they_lie_there_and_missing_ones_are_not(client: FlaskClient) -> None:
    assert client.get("/static/js/portal.js").data == Path("static/js/portal.js").read_bytes()
    assert client.get("/static/css/components/nothing.css").status_code == 404
    assert client.get("/static/css/../../pyproject.toml").status_code == 404
