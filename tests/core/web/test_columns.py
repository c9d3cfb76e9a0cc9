"""A list whose columns are written once: head, rows, sums and file come out of the same specification."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.core.data.names import Names, row_of
from portal.core.data.whole import Whole
from portal.core.sheets.writer import ColumnKind
from portal.core.web import fields
from portal.core.web.cells import linked, numbered, pressed, together, two_lines
from portal.core.web.columns import DISTRIBUTOR, HQ, Columns, Field
from portal.orders.models import OrderLine, SalesOrder

LIST = Columns(
    Field(
        _l("Order"),
        lambda row, reader: linked(reader.href, row.name, "mono"),
        lambda row: row.name,
        select=("name",),
        sort="name",
        order=("name", "id"),
    ),
    Field(_l("Distributor"), lambda row, _reader: row.owner, select=("owner",), only=HQ),
    Field(_l("Currency"), value=lambda row: row.currency, kind=ColumnKind.CURRENCY, select=("currency",)),
    Field(
        _l("Total"),
        lambda row, reader: reader.money(row.total, row.currency),
        lambda row: row.total,
        kind=ColumnKind.INTEGER,
        heading=_l("Amount"),
        select=("total", "currency"),
        sort="total",
        order=("total",),
        look="n",
        total=lambda each, reader: reader.number(each),
    ),
    Field("", lambda row, _reader: two_lines("", row.name), only=DISTRIBUTOR),
    address=lambda row, reader: reader.to("orders.show", number=row.name),
)
ROW = SimpleNamespace(name="SO-<1>", owner="Nile & Sons", currency="USD", total=1234)


def drawn(app: Flask, path: str, columns: Columns = LIST, **options: Any) -> Any:
    with app.app_context(), app.test_request_context(path):
        return columns.drawn([ROW], **options)


def test_the_head_says_titles_sort_keys_and_figures_of_the_columns_on_this_page(app: Flask) -> None:
    here, there = drawn(app, "/orders").heads, drawn(app, "/hq/orders").heads

    assert [(head["label"], head["key"], head["numeric"]) for head in here] == [
        ("Order", "name", False),
        ("Total", "total", True),
        ("", "", False),
    ]
    assert [head["label"] for head in there] == ["Order", "Distributor", "Total"]


def test_the_head_is_in_the_language_of_each_reader(app: Flask) -> None:
    titles = {}
    for code in ("en", "ar", "zh", "en"):
        with app.app_context(), app.test_request_context("/orders", headers={"Accept-Language": code}):
            titles[code] = LIST.drawn([]).heads[0]["label"]

    assert titles["en"] == "Order" and len(set(titles.values())) == 3


def test_a_row_leads_somewhere_at_its_door_and_escapes_what_is_no_markup(app: Flask) -> None:
    rows = drawn(app, "/hq/orders").rows

    assert '<tr data-href="/hq/orders/SO-%3C1%3E">' in rows
    assert '<td><a class="mono" href="/hq/orders/SO-%3C1%3E">SO-&lt;1&gt;</a></td>' in rows
    assert "<td>Nile &amp; Sons</td>" in rows and '<td class="n"><bdi dir="ltr">' in rows
    assert '<td><div class="sub">SO-&lt;1&gt;</div></td>' in drawn(app, "/orders").rows


def test_sums_stand_under_their_columns_however_many_there_are_before(app: Flask) -> None:
    def foot(path: str) -> str:
        return str(drawn(app, path, sums=[7], summed=lambda each, _reader: f"<{each}>").foot)

    assert '<th scope="row" colspan="1">&lt;7&gt;</th>\n<td class="n"><bdi dir="ltr">7</bdi></td>' in foot("/orders")
    assert foot("/orders").endswith('<td colspan="1"></td></tr>\n')
    assert 'colspan="2">&lt;7&gt;' in foot("/hq/orders") and "<td colspan" not in foot("/hq/orders")
    assert drawn(app, "/orders").foot == ""


def test_cells_of_cards_carry_their_titles_and_rows_need_not_lead_anywhere(app: Flask) -> None:
    cards = Columns(Field(_l("Order"), lambda row, _reader: row.name, look="mono"), cards=True)

    assert drawn(app, "/orders", cards).rows == '<tr><td class="mono" data-label="Order">SO-&lt;1&gt;</td>\n</tr>\n'


def test_the_file_has_its_own_columns_and_headings(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/orders"):
        name, owner, currency, total = (sa.literal(each) for each in (ROW.name, ROW.owner, ROW.currency, ROW.total))
        row = sa.select(name.label("name"), owner.label("owner"), currency.label("currency"), total.label("total"))
        lines = LIST.file("csv", "list", Whole(row)).get_data(as_text=True).lstrip("\ufeff").splitlines()

    assert lines == ["Order,Currency,Amount", "SO-<1>,USD,1234"]


def test_what_is_asked_for_holds_each_name_once_and_knows_what_a_key_sorts_by() -> None:
    wanted = LIST.wanted("id")

    assert wanted.names == ("name", "owner", "currency", "total", "id")
    assert wanted.orders == (("name", ("name", "id")), ("total", ("total",)))
    assert (wanted.order_of("name"), wanted.order_of("no_such")) == (("name", "id"), ())
    assert LIST.sorts("-total") == ["-total", "name"]


def test_parts_of_a_cell_are_escaped_each_for_itself() -> None:
    assert together("<", two_lines("a", "&"), 7) == '&lt;a<div class="sub">&amp;</div>7'
    assert numbered("/?a&b", "<1>") == '<a class="mono" href="/?a&amp;b"><bdi dir="ltr">&lt;1&gt;</bdi></a>'
    assert linked("/", "<1>") == '<a href="/">&lt;1&gt;</a>'


NAMES = Names(OrderLine, {"order_": SalesOrder}, {"doubled": OrderLine.ordered * 2})


def test_a_name_is_an_expression_an_attribute_or_one_of_a_neighbour() -> None:
    assert NAMES["part_number"] is OrderLine.part_number and NAMES["order_id"] is OrderLine.order_id
    assert NAMES["order_number"] is SalesOrder.number
    assert str(NAMES["doubled"]) == str(OrderLine.ordered * 2)
    assert list(map(str, NAMES.select(("line_no", "order_state")))) == ["OrderLine.line_no", "SalesOrder.state"]


@pytest.mark.parametrize("name", ["no_such", "order_no_such", "metadata", "query", "order_lines"])
def test_what_is_no_stored_attribute_has_no_name(name: str) -> None:
    with pytest.raises(KeyError):
        NAMES[name]


def test_a_row_holds_what_was_selected_under_its_names() -> None:
    row = row_of(("number", "total"))(("SO-1", 5))

    assert (row.number, row.total, row) == ("SO-1", 5, ("SO-1", 5))


ASIDE = Columns(
    Field(_l("Order"), lambda row, _reader: row.name, select=("name",)),
    Field(_l("Distributor"), lambda row, _reader: row.owner, select=("owner",), hint=_l("Company")),
    Field(_l("Currency"), lambda row, _reader: row.currency, select=("currency",), aside=True),
    marked=lambda row: {"id": f"row-{row.total}"},
)


@pytest.mark.parametrize(
    ("query", "heads", "turned"),
    [
        ("", ["Order", "Distributor"], [("Distributor", True, "owner", ""), ("Currency", False, "", "currency")]),
        ("?also=currency", ["Order", "Distributor", "Currency"], [("Distributor", True, "owner", "currency")]),
        ("?hide=owner&also=currency", ["Order", "Currency"], [("Distributor", False, "", "currency")]),
        ("?hide=currency&also=owner", ["Order", "Distributor"], [("Distributor", True, "owner", "")]),
    ],
)
def test_a_column_aside_is_there_when_its_reader_asks(
    app: Flask, query: str, heads: list[str], turned: list[tuple[str, bool, str, str]]
) -> None:
    for _again in range(2):  # what one reader turned is nobody else's
        assert len(drawn(app, "/orders", ASIDE).heads) == 2
        page = drawn(app, f"/orders{query}", ASIDE)

    assert [head["label"] for head in page.heads] == heads
    choices = [(choice.words, choice.shown, choice.hide, choice.also) for choice in page.choices]
    assert choices[: len(turned)] == turned


def test_a_row_has_marks_of_its_own_and_a_head_its_hint(app: Flask) -> None:
    page = drawn(app, "/orders", ASIDE)

    assert page.rows.startswith('<tr id="row-1234"><td>SO-&lt;1&gt;</td>')
    assert [head["hint"] for head in page.heads] == ["", "Company"]


def test_a_button_in_a_row_sends_its_token_and_escapes_its_words(app: Flask) -> None:
    with app.test_request_context("/orders"):
        form = pressed("/orders/1?a&b", "<Again>")

    assert 'method="post" action="/orders/1?a&amp;b"' in form and "&lt;Again&gt;</button>" in form
    assert 'name="csrf_token" value="' in form


FIELDS = Columns(
    fields.words("name", _l("Order")),
    fields.part("owner", _l("Part number"), sort="part"),
    fields.figure("total", _l("Lines"), sort="lines", order=("total", "name")),
    fields.day("on", _l("Issued on")),
    fields.moment("at", _l("Filed"), cell=None),
)


def test_fields_of_a_kind_are_drawn_written_and_sorted_by_their_name(app: Flask) -> None:
    row = SimpleNamespace(
        name="<n>", owner="A-1", total=1234, on=date(2026, 3, 9), at=datetime(2026, 3, 9, 1, tzinfo=UTC)
    )
    with app.test_request_context("/orders"):
        rows = FIELDS.drawn([row]).rows
        lines = FIELDS.file_of("csv", "list", [row]).get_data(as_text=True).lstrip("\ufeff").splitlines()

    assert "<td>&lt;n&gt;</td>" in rows and '<bdi dir="ltr" class="mono">A-1</bdi>' in rows
    assert '<td class="n"><bdi dir="ltr">1,234</bdi></td>' in rows and "Mar" in rows
    assert lines[0] == "Order,Part number,Lines,Issued on,Filed (UTC)" and lines[1].startswith(
        "<n>,A-1,1234,2026-03-09,2026-03-09"
    )
    assert FIELDS.wanted().orders == (("part", ("owner",)), ("lines", ("total", "name")))
