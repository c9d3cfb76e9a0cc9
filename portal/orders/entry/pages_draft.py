"""The page of a draft: its rows answered, what the checks found and where, and what stands against handing it in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Response, request, url_for
from markupsafe import Markup

from portal.accounts import queries as accounts
from portal.accounts.queries_days import days_of
from portal.catalogue import queries as catalogue
from portal.catalogue.search.queries import Reader, parts_list
from portal.core.clock import utc_now
from portal.core.errors import Refused
from portal.core.numerals import whole_number
from portal.core.tables import ListState
from portal.core.web.apart import isolated
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.orders import queries, queries_heads
from portal.orders.checks.labels_findings import SEVERITY_TONES, SEVERITY_WORDS
from portal.orders.entry import labels
from portal.orders.entry.forms import HeaderForm, clean
from portal.orders.entry.pages_head import missing_in, type_facts, who_adds_ship_to
from portal.orders.entry.pages_sent import as_typed, unlike_typed
from portal.orders.entry.rows import queries_rows
from portal.orders.entry.rows.pages_rows import shown_rows
from portal.orders.entry.rows.queries_rows import Preview
from portal.orders.entry.rows.rules_answers import MOST_LINES, DraftSums
from portal.orders.entry.rows.rules_rows import Row
from portal.orders.entry.rows.rules_standing import Pressed, standing_of, standing_text
from portal.orders.entry.rows.rules_view import view_asked
from portal.orders.entry.sheet.pages_remarks import remarks_on
from portal.orders.queries import FindingView
from portal.orders.queries_gathering import gathered_into
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_freight import Payer, paid_by
from portal.orders.states import OrderState
from portal.pricing.queries_downward import PricesAbove, prices_above

MIB = 10
FOUND_PARTS = 8
LEAST_TYPED = 2
STALE = 409
REFUSED_AT_SUBMIT = "submit"
"""What `?faults=` says of a draft that was not handed in: its page tells why, and a reload tells it anew."""


def draft_page(
    head: OrderHead | None,
    form: HeaderForm,
    *,
    extra: Sequence[str] = (),
    lines_error: str = "",
    typed: Any = None,
    status: int = 200,
    refused: bool = False,
) -> Response:
    """Render the page of a draft, or of an order not begun yet.

    `lines_error` stands beside the box for lines; `refused` tells all that stands against handing it in.
    """
    told, lines = list(extra), (typed or {}).get("lines", "") if status != 200 else ""
    company = head.distributor_id if head else current_actor().distributor_id or 0
    context = {
        "ship_to_hint": who_adds_ship_to(form, company),
        "order": head,
        "form": form,
        "extra": told,
        "lines_error": lines_error,
        "lines_typed": lines,
        **_words(),
    }
    if head is None:
        context["drafts"] = queries_rows.drafts_of(current_actor().distributor_id or 0)
        context["types"] = type_facts(form)
        return respond("orders/entry/distributor_new.html", status=status, **context)
    if refused:
        form.blame(fault for fault in missing_in(form, head) if not form[fault.field].errors)
    preview = _preview(head, request.args)
    if typed and status == STALE:
        told += unlike_typed(preview.rows, typed)
    elif typed:
        preview = replace(preview, rows=as_typed(preview.rows, typed))
    findings = queries.findings_of(head.id, head.version)
    if refused:
        told += _against(head, preview, findings)
    context["gathered"] = gathered_into(head.number) if len(current_actor().distributor_ids) > 1 else []
    context["general"] = general = accounts.general_above(head.distributor_id)
    context |= {"types": type_facts(form), **_rows(head, preview, request.args, general), **_findings(head, findings)}
    context["found"] = found_parts(request.args.get("find", ""))
    return respond("orders/entry/distributor_new.html", "orders/entry/_preview.html", status=status, **context)


def rows_page(number: str, view: Mapping[str, Any], pressed: Pressed) -> Response:
    """Answer a button pressed in the rows of a draft: its rows as they are now, in the view they were in, and the sums.

    `view` may name an answer, a page, a row and where rows stood, as an address does. No row leaves its place for it.
    """
    head = queries_heads.order_for(number)
    pressed = replace(pressed, renumbered=head.state is OrderState.DRAFT)
    general = accounts.general_above(head.distributor_id)
    context = {"order": head, **_words(), **_rows(head, _preview(head, view, pressed), view, general)}
    return respond("orders/entry/_rows_again.html", "orders/entry/_rows_again.html", **context)


def _words() -> dict[str, Any]:
    """Return what the page says whatever the draft holds: words, limits, and the part looked for."""
    return {
        "limit": MOST_LINES,
        "mib": MIB,
        "L": labels,
        "preview": None,
        "severities": SEVERITY_WORDS,
        "severity_tones": SEVERITY_TONES,
        "asked": request.args.get("find", ""),
    }


def _rows(head: OrderHead, preview: Preview, view: Mapping[str, Any], general: int | None) -> dict[str, Any]:
    """Return the rows of the page asked for, what they came to, and where they are sent."""
    names = catalogue.names_by_id({row.part_id for row in preview.rows if row.part_id is not None}, language())
    why = whole_number(view.get("why"))
    above = above_of(head, preview.rows, general)
    return {
        "preview": preview,
        "tally": preview.tally,
        "sums": DraftSums(head.line_count, head.pieces, head.total),
        "view": preview.view,
        "buyer_pays": bool(head.line_count) and paid_by(head.order_type, head.incoterm) is Payer.BUYER,
        "standing": standing_text(preview.standing),
        "remarks": remarks_on(head.number),
        "rows_address": rows_address(head),
        "at_row": whole_number(view.get("row")),
        "shown_rows": shown_rows(preview.rows, names, head.currency, language(), why, above),
    }


def above_of(head: OrderHead, rows: Iterable[Row], general: int | None) -> PricesAbove | None:
    """Return what the general distributor above asks for the parts of a draft, which may still be passed to it."""
    if head.state is not OrderState.DRAFT or general is None:
        return None
    parts = {row.part_id for row in rows if row.part_id is not None}
    return prices_above(head.distributor_id, parts, days_of(head.distributor_id, utc_now()).price)


def _findings(head: OrderHead, findings: Sequence[FindingView]) -> dict[str, Any]:
    """Return what the checks found, what of it blocks, and the parts on the lines it speaks of."""
    lines = {one.line_no for one in findings if one.line_no is not None}
    return {"findings": findings, "blocks": _blocks(findings), "found_at": queries_rows.parts_at(head.id, lines)}


def rows_address(head: OrderHead) -> str:
    """Return where the rows of a draft are sent."""
    return url_for("orders_entry.check_lines", draft=head.number)


def _preview(head: OrderHead, asked: Mapping[str, Any], pressed: Pressed | None = None) -> Preview:
    """Return the page of rows that is asked for: by its answer and number, or as the one a row stands on."""
    view = view_asked(asked)
    row = whole_number(asked.get("row"))
    if row:
        view = replace(view, answer=None, page=queries_rows.page_of(head.id, row, sheet=view.sheet))
    return queries_rows.preview_of(head.id, view, standing_of(asked.get("standing", "")), pressed)


def _blocks(findings: Sequence[FindingView]) -> list[FindingView]:
    return [one for one in findings if one.severity == "block"]


def _against(head: OrderHead, preview: Preview, findings: Sequence[FindingView]) -> list[str | Markup]:
    """Return what stands against handing a draft in, beside its head: no rows, rows open, findings that block."""
    told: list[str | Markup] = []
    tally, at = preview.tally, preview.tally.stopped_at
    if tally.total == 0:
        told.append(_leading("#lines", words_of(Refused("order.no_lines"))))
    if at is not None:
        row = url_for("orders_entry.new", draft=head.number, row=at, _anchor=f"part-{at}", **preview.view.order)
        told.append(_leading(row, words_of(Refused("order.rows_open", count=tally.stopping)), at))
    blocks = _blocks(findings)
    if blocks:
        codes = ", ".join(dict.fromkeys(one.code for one in blocks))
        said = words_of(Refused("order.findings_open", count=len(blocks), findings=codes))
        told.append(_leading("#orders-findings-draft", said))
    return told


def _leading(address: str, said: str, row: int | None = None) -> Markup:
    """Return words that lead to what they speak of: a place of the page, or a row wherever it stands."""
    shown = isolated(said)
    if row is None:
        return Markup('<a href="{}">{}</a>').format(address, shown)
    return Markup('<a href="{}" data-row="{}">{}</a>').format(address, row, shown)


def found_parts(text: str) -> list[Any]:
    """Return parts whose number begins like what is typed."""
    wanted = clean(text)[:40]
    if len(wanted) < LEAST_TYPED:
        return []
    reader = Reader(current_actor().distributor_id or 0, language())
    return list(parts_list(ListState(search=wanted, sort="number", size=FOUND_PARTS), reader).rows)
