"""The page of a draft: its rows answered, what the checks found and where, and what stands against handing it in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Response, request

from portal.catalogue import queries as catalogue
from portal.catalogue.queries_search import Reader, parts_list
from portal.core.errors import Refused
from portal.core.numerals import whole_number
from portal.core.tables import ListState
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.orders import queries
from portal.orders.checks.labels_findings import SEVERITY_TONES, SEVERITY_WORDS
from portal.orders.entry import labels, queries_rows
from portal.orders.entry.forms import HeaderForm, clean
from portal.orders.entry.pages_head import missing_in, type_facts
from portal.orders.entry.pages_rows import shown_rows
from portal.orders.entry.pages_sent import as_typed, unlike_typed
from portal.orders.entry.queries_rows import Preview
from portal.orders.entry.rules_answers import MOST_LINES, RowAnswer
from portal.orders.queries import FindingView
from portal.orders.queries_heads import OrderHead

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
    context = {"order": head, "form": form, "extra": told, "lines_error": lines_error, "lines_typed": lines, **_words()}
    if head is None:
        context["drafts"] = queries_rows.drafts_of(current_actor().distributor_id or 0)
        context["types"] = type_facts(form)
        return respond("orders/entry/distributor_new.html", status=status, **context)
    if refused:
        form.blame(fault for fault in missing_in(form, head) if not form[fault.field].errors)
    preview = _preview(head)
    if typed and status == STALE:
        told += unlike_typed(preview.rows, typed)
    elif typed:
        preview = replace(preview, rows=as_typed(preview.rows, typed))
    findings = queries.findings_of(head.id, head.version)
    if refused:
        told += _standing(preview, findings)
    context |= {"types": type_facts(form), **_rows(head, preview), **_findings(head, findings)}
    return respond("orders/entry/distributor_new.html", "orders/entry/_preview.html", status=status, **context)


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


def _rows(head: OrderHead, preview: Preview) -> dict[str, Any]:
    """Return the rows of the page asked for, and the parts found by what was looked for."""
    names = catalogue.names_by_id({row.part_id for row in preview.rows if row.part_id is not None}, language())
    why = whole_number(request.args.get("why"))
    return {
        "preview": preview,
        "at_row": whole_number(request.args.get("row")),
        "shown_rows": shown_rows(preview.rows, names, head.currency, language(), why),
        "found": found_parts(request.args.get("find", "")),
    }


def _findings(head: OrderHead, findings: Sequence[FindingView]) -> dict[str, Any]:
    """Return what the checks found, what of it blocks, and the parts on the lines it speaks of."""
    lines = {one.line_no for one in findings if one.line_no is not None}
    return {"findings": findings, "blocks": _blocks(findings), "found_at": queries_rows.parts_at(head.id, lines)}


def _preview(head: OrderHead) -> Preview:
    """Return the page of rows that is asked for: by its answer and number, or as the one a row stands on."""
    chosen = request.args.get("answer", "")
    answer = RowAnswer(chosen) if chosen in set(RowAnswer) else None
    row = whole_number(request.args.get("row"))
    page = queries_rows.page_of(head.id, row) if row else whole_number(request.args.get("page")) or 1
    return queries_rows.preview_of(head.id, None if row else answer, page)


def _blocks(findings: Sequence[FindingView]) -> list[FindingView]:
    return [one for one in findings if one.severity == "block"]


def _standing(preview: Preview, findings: Sequence[FindingView]) -> list[str]:
    """Return what stands against handing a draft in, beside its head: no rows, rows open, findings that block."""
    told = []
    if preview.total == 0:
        told.append(words_of(Refused("order.no_lines")))
    if preview.stopping:
        told.append(words_of(Refused("order.rows_open", count=preview.stopping)))
    blocks = _blocks(findings)
    if blocks:
        codes = ", ".join(dict.fromkeys(one.code for one in blocks))
        told.append(words_of(Refused("order.findings_open", count=len(blocks), findings=codes)))
    return told


def found_parts(text: str) -> list[Any]:
    """Return parts whose number begins like what is typed."""
    wanted = clean(text)[:40]
    if len(wanted) < LEAST_TYPED:
        return []
    reader = Reader(current_actor().distributor_id or 0, language())
    return list(parts_list(ListState(search=wanted, sort="number", size=FOUND_PARTS), reader).rows)
