"""One page of a draft's rows as it is shown: every word, figure and label made once, not once a row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from portal.core import formats
from portal.core.money import decimals, line_amount
from portal.core.web.page_words import ltr, pill
from portal.core.web.prices import ON_REQUEST, prices_shown
from portal.orders.entry.rows.labels_rows import ANSWER_TONES, ANSWER_WORDS, grouped_text, respelled_text, row_text
from portal.orders.entry.rows.rules_answers import NEEDING, REQUANTIFIED, RowAnswer
from portal.orders.entry.rows.rules_rows import Row
from portal.pricing.queries_downward import PricesAbove

_PLACE = "\x00"
_OFFERING = frozenset({RowAnswer.UNKNOWN, RowAnswer.SUPERSEDED}) | REQUANTIFIED
_NOTHING = Markup("–")
_UNCHANGED = Markup()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row and what stands in its cells; `at` is its position as fields are named by it.

    `read_as` is the part's own number where something else was typed, `respelled` in what they differ (nothing where
    that was the company's own number). `needs` tells that somebody has something to do about it. `why` holds the stored
    price where its steps are shown, `explained` tells that it has steps. `above` is what the general distributor asks
    for one piece, nothing where it tells no price. Where headquarters' prices are kept from the reader, that price
    stands in their place, or words.
    """

    row: Row
    at: str
    number: Markup
    asked: str
    read_as: Markup
    respelled: str
    pills: Markup
    name: str
    texts: tuple[str, ...]
    offers: bool
    needs: bool
    unit_price: Markup
    amount: Markup
    above: Markup
    explained: bool
    why: Mapping[str, Any] | None
    part_label: str
    quantity_label: str
    note_label: str
    remove_label: str


def shown_rows(
    rows: Iterable[Row],
    names: Mapping[int, str],
    currency: str,
    code: str,
    why: int | None = None,
    above: PricesAbove | None = None,
) -> list[ShownRow]:
    """Return rows as a reader of a language sees them; `names` are those of the parts, by id.

    `why` is the position of the row whose price is explained, `above` the prices of the general distributor.
    """
    part, quantity = _labels(_("Part number, row %(row)s", row=_PLACE)), _labels(_("Quantity, row %(row)s", row=_PLACE))
    note, remove = _labels(_("Note, row %(row)s", row=_PLACE)), _labels(_("Remove row %(row)s", row=_PLACE))
    pills, texts = _pills(), _texts()
    places, seen = decimals(currency), prices_shown()
    shown = []
    for row in rows:
        at, facts = str(row.position), row.facts
        price, answers = facts.get("price") if seen else None, [row.answer, *facts.get("also", ())]
        explained = bool(price and price["steps"])
        asked_above = _above(above, row.part_id, code)
        unit, amount = (
            (_figure(price["net"], code, None), _figure(price["amount"], code, places))
            if price
            else (_NOTHING, _NOTHING)
            if seen
            else _instead(above, row, code)
        )
        shown.append(
            ShownRow(
                row=row,
                at=at,
                number=ltr(formats.number(row.position, code)),
                asked=facts.get("asked", ""),
                read_as=ltr(facts["read_as"]) if "read_as" in facts else _UNCHANGED,
                respelled=respelled_text(facts.get("respelled", ())),
                pills=pills(answers),
                name=names.get(row.part_id or 0, ""),
                texts=_with_grouped(texts(answers, facts), row),
                offers=row.answer in _OFFERING,
                needs=row.answer in NEEDING,
                explained=explained,
                unit_price=unit,
                amount=amount,
                above=asked_above if seen else _UNCHANGED,
                why=price if explained and row.position == why else None,
                part_label=part(at),
                quantity_label=quantity(at),
                note_label=note(at),
                remove_label=remove(at),
            )
        )
    return shown


def _above(above: PricesAbove | None, part_id: int | None, code: str) -> Markup:
    price = above.prices.get(part_id or 0) if above else None
    return _UNCHANGED if above is None or price is None else ltr(f"{formats.unit_price(price, code)} {above.currency}")


def _instead(above: PricesAbove | None, row: Row, code: str) -> tuple[Markup, Markup]:
    """Return what stands in place of a price and an amount of headquarters': what the general distributor asks."""
    price = above.prices.get(row.part_id or 0) if above else None
    if above is None or price is None:
        return (ltr(ON_REQUEST), _NOTHING) if row.part_id is not None else (_NOTHING, _NOTHING)
    amount = line_amount(row.quantity, price, above.currency) if row.quantity else None
    told = _NOTHING if amount is None else ltr(formats.money(amount, above.currency, code))
    return _above(above, row.part_id, code), told


def _labels(words: str) -> Callable[[str], str]:
    """Return what names a field of a row, given its position."""
    before, _place, after = words.partition(_PLACE)
    return lambda at: f"{before}{at}{after}"


def _pills() -> Callable[[list[str]], Markup]:
    known: dict[str, Markup] = {}

    def shown(answers: list[str]) -> Markup:
        for answer in answers:
            if answer not in known:
                said = RowAnswer(answer)
                known[answer] = pill(ANSWER_WORDS[said], ANSWER_TONES[said])
        return known[answers[0]] if len(answers) == 1 else Markup(" ").join(known[answer] for answer in answers)

    return shown


def _texts() -> Callable[[list[str], Mapping[str, Any]], tuple[str, ...]]:
    """Return the sentences of a row; those of parts that come later are few and told many times."""
    later: dict[tuple[Any, ...], str] = {}

    def sentence(answer: str, facts: Mapping[str, Any]) -> str:
        if answer != RowAnswer.LATER:
            return row_text(answer, facts)
        key = tuple(facts.get(name) for name in ("planned", "on", "one_depot", "free"))
        if key not in later:
            later[key] = row_text(answer, facts)
        return later[key]

    def shown(answers: list[str], facts: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(text for answer in answers if (text := sentence(answer, facts)))

    return shown


def _with_grouped(texts: tuple[str, ...], row: Row) -> tuple[str, ...]:
    said = grouped_text(row.quantity_text, row.quantity)
    return (said, *texts) if said else texts


def _figure(text: str, code: str, places: int | None) -> Markup:
    """Return a stored figure with so many places, or as a price per unit."""
    value = Decimal(text)
    return ltr(formats.unit_price(value, code) if places is None else formats.number(value, code, places))
