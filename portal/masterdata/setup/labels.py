"""Words of the set-up page: what each step is, and why an order needs it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.masterdata.setup.rules import State, Step

STEP_WORDS: Mapping[Step, tuple[Any, Any]] = {
    Step.SELLERS: (
        _l("Sellers"),
        _l(
            "Who sells: name, address and numbers stand on every paper. Those count that have their company prefix"
            " (GS1): without it nothing is packed."
        ),
    ),
    Step.BANK: (
        _l("Bank details of who sells"),
        _l("Where invoices are paid: the usual account of each; a second person agrees."),
    ),
    Step.DEPOTS: (_l("Depots"), _l("Where stock lies, with zone and cut-off.")),
    Step.WORKING_HOURS: (_l("Working hours"), _l("When reviews are due; without any, headquarters' usual hours hold.")),
    Step.CALENDAR_DAYS: (
        _l("Days off and extra working days"),
        _l("What a government or a company says beside the public holidays; without any, those hold."),
    ),
    Step.SETTINGS: (_l("Settings"), _l("Time limits, tolerances and fees; without any, the usual figures hold.")),
    Step.ORDER_TYPES: (
        _l("Order types"),
        _l("Priority, clocks, packs and proofs of each; without any, the usual terms hold."),
    ),
    Step.SURCHARGES: (
        _l("Prices by type of order"),
        _l("Surcharges and discounts; without any, the usual ones hold."),
    ),
    Step.PARTS: (_l("Parts"), _l("Numbers, packs, weights and customs facts of what is sold.")),
    Step.PRICE_LISTS: (_l("Price lists"), _l("Each in one currency, with the days it holds.")),
    Step.LIST_PRICES: (_l("List prices"), _l("What each part costs in a list; a part without one cannot be ordered.")),
    Step.DISTRIBUTORS: (
        _l("Distributors"),
        _l("Regions, general distributors and dealers, with their terms of trade."),
    ),
    Step.ADDRESSES: (
        _l("Addresses that receive"),
        _l("A ship-to, and one that receives with tax number, phone and contact: without them nobody orders."),
    ),
    Step.CONTACTS: (
        _l("Contacts"),
        _l("Whom to ring at each distributor; without any, only people who come in are known."),
    ),
    Step.AGREEMENTS: (_l("Agreements"), _l("Which list a distributor buys from, and the percentage it was promised.")),
    Step.FREIGHT_RATES: (
        _l("Freight rates"),
        _l("What carriers ask; without any, no freight is estimated, and orders whose freight we pay say so."),
    ),
    Step.CREDIT: (
        _l("Credit limits"),
        _l("A new account has nothing to spend until a limit is given, unless it prepays."),
    ),
    Step.COLLEAGUES: (
        _l("People at headquarters"),
        _l("Review, planning, depot, logistics and finance each need somebody."),
    ),
    Step.BUYERS: (_l("People of distributors"), _l("Every distributor needs somebody who orders.")),
    Step.STOCK: (_lp("warehouse", "Stock"), _l("What lies in the depots; without any, every order waits.")),
}
STATE_WORDS: Mapping[State, Any] = {
    State.MISSING: _lp("set-up", "Missing"),
    State.BEGUN: _lp("set-up", "Begun"),
    State.DONE: _lp("set-up", "Done"),
    State.USUAL: _lp("set-up", "As usual"),
}
STATE_TONES: Mapping[State, str] = {State.MISSING: "bad", State.BEGUN: "warn", State.DONE: "ok", State.USUAL: "mute"}
