"""Prices that nobody would be charged as they were typed, for their currency rounds them to others."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from portal.masterdata.rules_changes import Change, Objection
from portal.pricing.queries_rounding import roundings_of


def rounded_otherwise(changes: Sequence[Change]) -> Iterator[Objection]:
    """Yield an objection for each `price`, new or changed, that the rule of its currency rounds to another.

    A currency without a rule keeps four decimals, for small parts are priced in hundredths of a cent.
    """
    prices = [one for one in changes if one.after and one.now["price"] is not None and _is_new(one)]
    rules = roundings_of({str(one.now["currency"]) for one in prices})
    for one in prices:
        currency, price = str(one.now["currency"]), Decimal(str(one.now["price"]))
        charged = rules[currency].of(price) if currency in rules else price
        if charged != price:
            facts = {"currency": currency, "price": f"{charged.normalize():f}"}
            yield Objection(one.key, "price", "masterdata.rounded_otherwise", facts)


def _is_new(one: Change) -> bool:
    before = one.before or {}
    return (before.get("price"), before.get("currency")) != (one.now["price"], one.now["currency"])
