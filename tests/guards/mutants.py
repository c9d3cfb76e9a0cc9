"""Flaws planted on purpose: views that show, tell or change what is another distributor's.

Each is the kind of slip somebody might make one day; the walk has to find every one of them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, jsonify, redirect, render_template_string, request
from werkzeug.routing import Map

from portal.core import storage
from portal.core.data.sessions import db, perform
from portal.core.errors import NotVisible
from portal.core.permissions import Permission
from portal.core.scope import EVERYONE, scoped
from portal.core.sheets.writer import Column
from portal.core.web.downloads import table_file
from portal.core.web.guards import requires
from portal.documents.models import Document
from portal.orders.models import SalesOrder
from tests.guards.addresses import Meaning, Parameter, Parameters

FORM = """<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input name="order" value="{{ own }}"></form>"""


@dataclass(frozen=True)
class Mutant:
    """A planted view: its address, and what its parameters are."""

    rule: str
    view: Callable[..., Any]
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    methods: tuple[str, ...] = ("GET",)
    slips_past_the_session: bool = False
    """It reads past the session's criteria, where PostgreSQL's row policies still hold."""

    def parameters(self) -> Parameters:
        """Return the published list with this view's parameters."""
        known = Parameters()
        for (place, name), kind in self.ids.items():
            known.known[Parameter(place, "mutant.view", name)] = Meaning(kind)
        return known


@contextmanager
def planted(app: Flask, mutant: Mutant) -> Iterator[None]:
    """Give an application one more view, for a block."""
    usual = app.url_map
    app.url_map = Map([rule.empty() for rule in usual.iter_rules()])
    app.url_map.add(app.url_rule_class(mutant.rule, endpoint="mutant.view", methods=list(mutant.methods)))
    app.view_functions["mutant.view"] = requires(Permission.ORDER_VIEW)(mutant.view)
    try:
        yield
    finally:
        app.url_map = usual
        del app.view_functions["mutant.view"]


def _order(number: str) -> SalesOrder:
    found = db.session.scalar(sa.select(SalesOrder).where(SalesOrder.number == number))
    if found is None:
        raise NotVisible
    return found


def _anyones(number: str) -> SalesOrder:
    with scoped(EVERYONE):
        return _order(number)


def _page(number: str) -> str:
    return _order(number).po_number


def _wide(number: str) -> str:
    return _anyones(number).po_number


def _by_text(number: str) -> str:
    query = sa.text("SELECT po_number FROM sales_order WHERE number = :number")
    return db.session.execute(query, {"number": number}).scalar() or _missing()


def _by_table(number: str) -> str:
    table = SalesOrder.__table__
    return db.session.execute(sa.select(table.c.po_number).where(table.c.number == number)).scalar() or _missing()


def _missing() -> str:
    raise NotVisible


def _in_header(number: str) -> Response:
    try:
        order = _order(number)
    except NotVisible:
        response = Response("", status=404)
        response.headers["X-Order"] = _anyones(number).po_number
        return response
    return Response(order.po_number)


def _in_location(number: str) -> Any:
    return redirect(f"/orders?po={_anyones(number).po_number}", 303)


def _only_for_htmx(number: str) -> str:
    return _anyones(number).po_number if request.headers.get("HX-Request") else _order(number).po_number


def _breaks(number: str) -> str:
    if _anyones(number).distributor_id is not None:
        db.session.scalars(sa.select(SalesOrder).where(SalesOrder.number == number)).one()
    return "there"


def _tells_existence(number: str) -> tuple[str, int]:
    with scoped(EVERYONE):
        there = db.session.scalar(sa.select(sa.func.count()).where(SalesOrder.number == number))
    return ("not yours", 409) if there else ("nothing", 404)


def _paper(public_id: str) -> Response:
    with scoped(EVERYONE):
        paper = db.session.scalar(sa.select(Document).where(Document.public_id == public_id))
    if paper is None:
        raise NotVisible
    return Response(storage.get(paper.storage_key, paper.sha256), mimetype="application/pdf")


def _by_query() -> str:
    number = request.args.get("order", "")
    return _anyones(number).po_number if number else "which?"


def _query_oracle() -> tuple[str, int]:
    number = request.args.get("order", "")
    if not number:
        return "which?", 200
    _anyones(number)
    return "it is there", 200


def _by_field() -> str:
    if request.method == "POST":
        return _anyones(request.form.get("order", "")).po_number
    with_own = db.session.scalar(sa.select(SalesOrder.number).limit(1))
    return render_template_string("<!doctype html>" + FORM, own=with_own)


def _list() -> Response:
    with scoped(EVERYONE):
        return jsonify(list(db.session.scalars(sa.select(SalesOrder.po_number))))


def _export() -> Any:
    query = sa.select(SalesOrder.po_number)
    if (kind := request.args.get("export", "")) not in ("xlsx", "csv"):
        return "<!doctype html>" + ", ".join(db.session.scalars(query))
    with scoped(EVERYONE):
        rows = [(number,) for number in db.session.scalars(query)]
    return table_file(kind, "orders", [Column("PO")], rows)


def _changes(number: str) -> str:
    def touch() -> None:
        with scoped(EVERYONE):
            db.session.execute(sa.update(SalesOrder).where(SalesOrder.number == number).values(note="mine now"))

    if request.method == "POST":
        perform(touch)
    raise NotVisible


def _unknown() -> str:
    return request.args.get("secret_order", "")


_NUMBER = {("path", "number"): "sales_order.number"}
_FIELD = {("query", "order"): "sales_order.number", ("form", "order"): "sales_order.number"}
_AT = "/mutant/<number>"

SOUND = Mutant(_AT, _page, _NUMBER)
MUTANTS = {
    "the scope of everyone": Mutant(_AT, _wide, _NUMBER),
    "SQL as text": Mutant(_AT, _by_text, _NUMBER, slips_past_the_session=True),
    "the bare table": Mutant(_AT, _by_table, _NUMBER, slips_past_the_session=True),
    "a header of a 404": Mutant(_AT, _in_header, _NUMBER),
    "a redirect's address": Mutant(_AT, _in_location, _NUMBER),
    "only for htmx": Mutant(_AT, _only_for_htmx, _NUMBER),
    "a breakdown": Mutant(_AT, _breaks, _NUMBER),
    "another status for what exists": Mutant(_AT, _tells_existence, _NUMBER),
    "a paper's file": Mutant("/mutant/<public_id>", _paper, {("path", "public_id"): "document.public_id"}),
    "a query parameter": Mutant("/mutant", _by_query, _FIELD),
    "a query that says what exists": Mutant("/mutant", _query_oracle, _FIELD),
    "a form field": Mutant("/mutant", _by_field, _FIELD, ("GET", "POST")),
    "a list of everybody's": Mutant("/mutant", _list),
    "an exported list": Mutant("/mutant", _export),
    "a change answered with 404": Mutant(_AT, _changes, _NUMBER, ("GET", "POST")),
    "an unknown parameter": Mutant("/mutant", _unknown),
}
