"""Reads what the rows of a draft name, all rows at once: parts, successors, stock, prices."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from portal.catalogue import queries as catalogue
from portal.catalogue.models import PartState
from portal.catalogue.queries_resolution import Match, Resolution, resolve
from portal.catalogue.replaced.queries_supersession import Supersede, supersession_of
from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.catalogue.rules_part_numbers import respelled
from portal.catalogue.search.queries_nearest import nearest_numbers
from portal.core.errors import Refused
from portal.core.money import line_amount
from portal.core.typed_numbers import parse_quantity
from portal.intake.rules_damage import damage_of
from portal.intake.rules_plain import plain
from portal.intake.rules_quantity import bare_quantity
from portal.orders.entry.rows.rules_answers import Offer, PartAnswer, RowVerdict, TypedRow, answers_of, totals_of
from portal.orders.entry.rows.rules_pasted import (
    Cut,
    cut_of,
    is_whole,
    may_be_whole,
    numbers_within,
    pieces_within,
    ways_to_cut,
)
from portal.orders.entry.rows.rules_rows import Row, RowText
from portal.orders.types.states import OrderType, PackRule
from portal.pricing import queries as pricing
from portal.pricing.rules_price_steps import ExplainedPrice, steps_of
from portal.stock import queries as stock

QuantityFault = tuple[str, Mapping[str, Any]]


def known_among(texts: Iterable[str], distributor_id: int) -> set[str]:
    """Return those of the texts that mean parts, one or several, in at most three statements."""
    found = resolve(texts, distributor_id)
    return {text for text, one in found.items() if one.part_id is not None or one.candidates}


def quantities_found(rows: Sequence[RowText], distributor_id: int) -> list[RowText]:
    """Return pasted rows, those without a quantity cut behind the part number they begin with.

    `21029797 abc` is part 21029797 with a quantity nobody understands, not an unknown part; a
    number written in parts (`2105 0221`) stays whole. One statement, none where all is clear.
    """
    unclear = [row.part_text for row in rows if _unclear(row)]
    if not unclear:
        return list(rows)
    asked = {part for text in unclear for part, _rest in ways_to_cut(text)} | set(unclear)
    found = resolve(asked, distributor_id)
    known = {text for text, one in found.items() if one.part_id is not None}
    return [_cut(row, known) if _unclear(row) else row for row in rows]


def made_whole(rows: Sequence[RowText], spaced: Container[int], distributor_id: int) -> list[RowText]:
    """Return pasted rows, those that are one part number with a space in it (`RAD 7788`) without a quantity.

    `spaced` are the places, from 0, of rows that only a space cut before their number. Without them nothing is
    asked, else five statements for the numbers and two for what is like those that nobody knows.
    """
    lines = {place: (row.part_text, row.quantity_text) for place, row in enumerate(rows) if place in spaced}
    if not lines:
        return list(rows)
    wholes = {" ".join(line) for line in lines.values()}
    known = known_among({part for part, _pieces in lines.values()}, distributor_id)
    known |= {text for text, one in resolve(wholes, distributor_id, zeros=False).items() if one.part_id is not None}
    lost = [line for line in lines.values() if known.isdisjoint((line[0], " ".join(line))) and may_be_whole(line[0])]
    alike = nearest_numbers([text for line in lost for text in (line[0], " ".join(line))]) if lost else {}
    near = {text for text, numbers in alike.items() if numbers}
    whole = {place for place, line in lines.items() if is_whole(line, known, near)}
    return [
        replace(row, part_text=" ".join(lines[place]), quantity_text="") if place in whole else row
        for place, row in enumerate(rows)
    ]


def _unclear(row: RowText) -> bool:
    return not row.quantity_text and " " in row.part_text


def _cut(row: RowText, known: set[str]) -> RowText:
    cut = cut_of(row.part_text, known)
    return row if cut is None else replace(row, part_text=cut[0], quantity_text=cut[1])


def verdicts_of(
    rows: Sequence[Row],
    *,
    distributor_id: int,
    country: str,
    currency: str,
    order_type: OrderType,
    locale: str,
    today: date,
    partial_ok: bool,
    pack_rule: PackRule,
) -> list[RowVerdict]:
    """Answer all rows of a draft in a constant number of statements, however many rows there are.

    `country` is where the goods go (ISO 3166-1 alpha-2). Quantities are read in `locale`, each once:
    one that was refused stays refused until it is typed anew, in whatever language the draft is opened. What ships only
    whole (not `partial_ok`) has of each part what one depot can give.
    """
    typed = _typed(rows, distributor_id, locale)
    totals = totals_of(typed)
    known = {row.part_id for row in typed if row.part_id is not None}
    parts = _parts(known, country, today, partial_ok=partial_ok)
    prices = priced(totals, distributor_id, currency, order_type, today)
    return answers_of(typed, parts, prices, pack_rule, today)


def _typed(rows: Sequence[Row], distributor_id: int, locale: str) -> list[TypedRow]:
    texts = {row.part_text for row in rows if row.part_text.strip()}
    before = {pieces[0] for row in rows if (pieces := _pieces_within(row))}
    everything = resolve(texts | before, distributor_id)
    found = {text: everything[text] for text in texts}
    near = {text: list(one.candidates) for text, one in found.items() if one.candidates}
    remembered = {row.part_text: row.facts["near"] for row in rows if row.facts.get("near")}
    lost = [text for text, one in found.items() if one.part_id is None and text not in near and text not in remembered]
    near = _named_within(lost, distributor_id) | remembered | near
    lost = [text for text in lost if text not in near]
    near |= nearest_numbers(lost) if lost else {}
    return [_one_typed(row, everything, near, locale) for row in rows]


def _named_within(lost: Sequence[str], distributor_id: int) -> dict[str, Sequence[str]]:
    """Return the numbers of known parts that stand within a longer text (`10251816 (or 10499788)`)."""
    within = {text: words for text in lost if (words := numbers_within(plain(text)))}
    if not within:
        return {}
    found = resolve({word for words in within.values() for word in words}, distributor_id)
    meant = {
        text: list(dict.fromkeys(found[word].number for word in words if found[word].part_id is not None))
        for text, words in within.items()
    }
    return {text: numbers for text, numbers in meant.items() if numbers}


def _one_typed(
    row: Row,
    found: Mapping[str, Resolution],
    near: Mapping[str, Sequence[str]],
    locale: str,
) -> TypedRow:
    meant = found.get(row.part_text)
    damaged = damage_of(row.part_text)
    if damaged is not None and meant is not None and meant.number != row.part_text:
        meant = None
    quantity: int | None = row.quantity
    fault: QuantityFault | None = None
    pieces = _pieces_within(row)
    if quantity is None and pieces:
        fault = _fault_within(row, pieces, found[pieces[0]])
    elif quantity is None and "fault" in row.facts and row.quantity_text.strip():
        fault = row.facts["fault"], row.facts["fault_facts"]
    elif quantity is None:
        quantity, fault = read_quantity(row.quantity_text, locale)
    read_as = meant.number if meant and meant.part_id is not None and meant.number != row.part_text.strip() else ""
    own = meant is not None and meant.match is Match.OWN_NUMBER
    return TypedRow(
        id=row.position,
        position=row.position,
        part_text=row.part_text,
        part_id=meant.part_id if meant else None,
        quantity=quantity,
        quantity_fault=fault,
        near=tuple(near.get(row.part_text, ())),
        damage=None if meant or damaged is None else damaged.value,
        read_as=read_as,
        respelled=respelled(row.part_text.strip(), read_as) if read_as and not own else (),
    )


def _pieces_within(row: Row) -> Cut | None:
    """Return the (part, pieces) that a row without a quantity may be, beside one part number."""
    return None if row.quantity_text.strip() else pieces_within(row.part_text)


def _fault_within(row: Row, pieces: Cut, before: Resolution) -> QuantityFault:
    facts = {"text": row.part_text.strip(), "pieces": pieces[1]}
    if before.part_id is None:
        return "quantity.in_part_number", facts
    return "quantity.or_part_number", facts | {"part": before.number}


def quantity_of(text: str, locale: str) -> int:
    """Return the number of pieces a reader of this language means, with or without a unit; refuses `quantity.*`."""
    return parse_quantity(bare_quantity(text), locale)


def read_quantity(text: str, locale: str) -> tuple[int | None, QuantityFault | None]:
    """Return the quantity a text means, or the refusal (code and facts) that says why it has none."""
    try:
        return quantity_of(text, locale), None
    except Refused as refused:
        return None, (refused.code, refused.facts)


def _parts(ids: set[int], country: str, today: date, *, partial_ok: bool) -> dict[int, PartAnswer]:
    facts = catalogue.terms_by_id(ids)
    replaced = supersession_of(ids, today)
    offered = {part for link in replaced.values() for part, _ in link.steps}
    numbers = {one.id: one.number for one in catalogue.terms_by_id(offered - ids).values()}
    numbers |= {one.id: one.number for one in facts.values()}
    there = stock.in_short(ids, today)
    restricted = catalogue.restricted_in(ids, country)
    return {
        part_id: PartAnswer(
            id=part_id,
            number=one.number,
            minimum=one.minimum,
            pack=one.pack,
            free=there[part_id].free if part_id in there else 0,
            one_depot=None if partial_ok else there[part_id].most if part_id in there else 0,
            next_on=there[part_id].next_on if part_id in there else None,
            lead_time_days=one.lead_time_days,
            discontinued=one.state is PartState.DISCONTINUED,
            use_up_old=one.use_up_old,
            restricted=part_id in restricted,
            kind=_kind(replaced.get(part_id)),
            offers=_offers(replaced.get(part_id), numbers),
        )
        for part_id, one in facts.items()
    }


def _kind(link: Supersede | None) -> SupersessionKind | None:
    return None if link is None else link.kind


def _offers(link: Supersede | None, numbers: Mapping[int, str]) -> tuple[Offer, ...]:
    steps: Iterable[tuple[int, int]] = () if link is None else link.steps
    return tuple(Offer(numbers[part], ratio) for part, ratio in steps)


def priced(
    totals: Mapping[int, int], distributor_id: int, currency: str, order_type: OrderType, on: date
) -> dict[int, dict[str, Any] | None]:
    """Return the explained price per part for its whole quantity, as plain values; None without one."""
    asked = list(totals.items())
    explained = pricing.explain(distributor_id, currency, order_type.value, asked, on)
    return {
        part: None if (price := explained.get((part, quantity))) is None else _plain(price, quantity, currency)
        for part, quantity in asked
    }


def _plain(price: ExplainedPrice, quantity: int, currency: str) -> dict[str, Any]:
    return {
        "list": str(price.list_price),
        "net": str(price.net),
        "amount": str(line_amount(quantity, price.net, currency)),
        "steps": steps_of(price),
    }
