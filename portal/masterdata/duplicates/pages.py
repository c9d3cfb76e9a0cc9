"""Rows that may be one: the list of pairs, two of them side by side with what refers to each, and what was made one."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from portal.catalogue.queries import part_id_of
from portal.catalogue.rules_part_numbers import LONGEST_WRITTEN
from portal.core.errors import Refused
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor
from portal.core.web.pages import go, respond
from portal.core.web.refusals import status_of, words_of
from portal.masterdata.duplicates import queries
from portal.masterdata.duplicates.labels import MOVED_WORDS, USE_WORDS
from portal.masterdata.duplicates.service import MERGEABLE, PRICES
from portal.masterdata.ports import Kind, kind_named
from portal.masterdata.queries import row_of
from portal.masterdata.rows.pages_related import related
from portal.masterdata.rules_fields import Row
from portal.masterdata.words.labels import field_words, kind_words
from portal.masterdata.words.pages_words import key_text, value_text

TAKE = "take-"
SIDES = ("one", "other")


def pairs_page(kind: Kind) -> Response:
    """Show the pairs of a kind that may be one, and what was made one lately; two parts named lead to their page."""
    typed = {side: request.args.get(side, "").replace("\x00", "").strip() for side in SIDES}
    named = kind.name == "parts" and any(typed.values())
    ids = {side: part_id_of(typed[side][:LONGEST_WRITTEN]) if named else None for side in SIDES}
    if named and None not in ids.values() and ids["one"] != ids["other"]:
        return go(url_for("hq_masterdata_duplicates.show", kind=kind.name, one=ids["one"], other=ids["other"]))
    return respond(
        "masterdata/duplicates/hq_duplicates.html",
        status=422 if named else 200,
        typed=typed,
        errors=_not_two(typed, ids) if named else {},
        kind=kind.name,
        kinds=[(name, kind_words(name)[0]) for name in queries.KINDS],
        title=kind_words(kind.name)[0],
        pairs=[(pair, _at("show", kind, pair.one.id, pair.other.id)) for pair in queries.pairs_of(kind.name)],
        merged=[(one, _moved(one)) for one in queries.merged_lately(kind.name)],
        mergeable=kind.name in MERGEABLE,
        key_text=partial(key_text, kind),
    )


def _not_two(typed: Mapping[str, str], ids: Mapping[str, int | None]) -> dict[str, str]:
    """What is wrong with two numbers that make no pair, by field."""
    unknown = {side: words_of(Refused("part.unknown", number=typed[side])) for side in SIDES if ids[side] is None}
    return unknown or {"other": words_of(Refused("merge.same"))}


def _moved(one: queries.Merged) -> str:
    return ", ".join(f"{MOVED_WORDS[name]}: {count}" for name, count in one.moved.items())


def pair_page(kind: Kind, one: int, other: int, refused: Refused | None = None) -> Response:
    """Show two rows side by side, which of them stays, which value of each field stays, and what would stop it."""
    ids = {"one": one, "other": other}
    keys = {side: queries.key_of(kind.name, row_id) for side, row_id in ids.items()}
    rows = {side: row_of(kind, key) for side, key in keys.items()}
    uses = {side: queries.uses_of(kind.name, row_id) for side, row_id in ids.items()}
    asked = request.values.get("stays", "")
    stays = asked if asked in SIDES else _busier(uses)
    goes = next(side for side in SIDES if side != stays)
    return respond(
        "masterdata/duplicates/hq_duplicate.html",
        status=status_of(refused) if refused else 200,
        kind=kind.name,
        title=kind_words(kind.name)[0],
        keys={side: key_text(kind, key) for side, key in keys.items()},
        raw_keys=keys,
        stays=stays,
        goes=goes,
        fields=_fields(kind, rows, stays, goes),
        used=_used(kind, keys, uses),
        stops=[(USE_WORDS[name], uses[goes].counts[name], _lead(name, keys[goes])) for name in uses[goes].stops],
        merged=[keys[side] for side in SIDES if queries.merged_into(kind.name, ids[side]) is not None],
        mergeable=kind.name in MERGEABLE,
        turned=_at("show", kind, one, other, stays=goes),
        merged_at=_at("merge", kind, one, other),
        second=kind.name == "parts" and any(uses[side].counts[name] for side in SIDES for name in PRICES),
        seen={side: json.dumps(rows[side], sort_keys=True) for side in SIDES},
        reason=request.form.get("reason", ""),
        problem=words_of(refused) if refused else "",
        may_edit=current_actor().may(kind.edits),
    )


_LEADS: Mapping[str, tuple[str, str, Permission]] = {
    "stock": ("hq_stock.index", "q", Permission.STOCK_VIEW),
    "receipts": ("hq_stock_receipts.index", "q", Permission.STOCK_VIEW),
    "counting": ("hq_stock_counts.index", "", Permission.STOCK_VIEW),
    "open_lines": ("hq_orders.index", "q", Permission.HQ_ORDER_VIEW),
    "replacements": ("hq_masterdata.rows", "q", Permission.MASTERDATA_VIEW),
}


def _lead(name: str, number: str) -> str:
    """Return where what stops a part from going is listed, "" where there is no list or its reader may not see it."""
    endpoint, parameter, may = _LEADS.get(name, ("", "", Permission.MASTERDATA_VIEW))
    if not endpoint or not current_actor().may(may):
        return ""
    named: dict[str, Any] = {parameter: number} if parameter else {}
    if name == "replacements":
        named["kind"] = "supersessions"
    return url_for(endpoint, **named)


def _at(view: str, kind: Kind, one: int, other: int, stays: str | None = None) -> str:
    return url_for(f"hq_masterdata_duplicates.{view}", kind=kind.name, one=one, other=other, stays=stays)


def _busier(uses: dict[str, queries.Uses]) -> str:
    """Return the side that stays unless said otherwise: the one that may not go, or on which more rests."""
    return max(SIDES, key=lambda side: (len(uses[side].stops), sum(uses[side].counts.values()), side == "one"))


def _fields(kind: Kind, rows: dict[str, Row], stays: str, goes: str) -> list[dict[str, Any]]:
    told = []
    for place, field in enumerate(kind.fields.all):
        values = {side: rows[side][field.name] for side in SIDES}
        fixed = field.name in kind.fields.key or field.name in ("usual", "active")
        chosen = request.form.get(f"{TAKE}{place}", "")
        if chosen not in SIDES:
            chosen = goes if values[stays] in ("", None, 0) and values[goes] not in ("", None, 0) else stays
        told.append(
            {
                "name": f"{TAKE}{place}",
                "title": field_words(field.name),
                "says": {side: value_text(field, values[side]) for side in SIDES},
                "differs": values["one"] != values["other"],
                "open": not fixed and values["one"] != values["other"],
                "chosen": chosen,
            }
        )
    return told


def _used(kind: Kind, keys: dict[str, str], uses: dict[str, queries.Uses]) -> list[tuple[Any, dict[str, int]]]:
    """Return what refers to each side, by its words; what refers to neither is left out."""
    by_kind = {side: related(kind, keys[side]) for side in SIDES}
    told: list[tuple[Any, dict[str, int]]] = [
        (
            f"{one['title']} ({one['as']})" if one["as"] else one["title"],
            {side: by_kind[side][at]["count"] for side in SIDES},
        )
        for at, one in enumerate(by_kind["one"])
    ]
    told += [(USE_WORDS[name], {side: uses[side].counts[name] for side in SIDES}) for name in uses["one"].counts]
    return [(words, counts) for words, counts in told if any(counts.values())]


def wanted_row(kind: Kind, rows: dict[str, Row], stays: str) -> Row:
    """Return what the row that stays is to be: of each field the side that was chosen, of the key its own."""
    wanted = dict(rows[stays])
    for place, field in enumerate(kind.fields.all):
        side = request.form.get(f"{TAKE}{place}", "")
        if side in SIDES and field.name not in kind.fields.key:
            wanted[field.name] = rows[side][field.name]
    return wanted


def seen_rows() -> dict[str, Row]:
    """Return both rows as the page showed them; a page that says nonsense is of no version there is."""
    found: dict[str, Row] = {}
    for side in SIDES:
        try:
            said = json.loads(request.form.get(f"seen-{side}", ""))
        except ValueError:
            said = {}
        found[side] = said if isinstance(said, dict) else {}
    return found


def kind_of_pairs(name: str, *, edits: bool = False) -> Kind:
    """Return a kind whose rows may be one; raises `NotVisible` for another, or one its reader may not see (edit)."""
    actor = current_actor()
    kind = kind_named(name if name in queries.KINDS else "", actor)
    if edits and not actor.may(kind.edits):
        return kind_named("", actor)
    return kind


def told(done: bool) -> str:
    """Return what is said once two rows were made one, or that was asked for."""
    if done:
        return _("The two are one now; the number or label of the other leads to the one that stays.")
    return _("Making them one waits for a second person; until then nothing is changed.")


def asked_kind() -> str:
    """Return the kind whose pairs the address asks for, the first where it asks for none there is."""
    asked = request.args.get("kind", "")
    return asked if asked in queries.KINDS else queries.KINDS[0]
