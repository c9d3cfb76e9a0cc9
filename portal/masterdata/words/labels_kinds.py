"""Words of kinds of master data: what they are, what uses their rows, what may be missing, and further pages."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.masterdata.rules_active import Using
from portal.masterdata.words.labels_laws import LAW_KIND_WORDS
from portal.notifications.labels_lists import tell_lists

KIND_WORDS: Mapping[str, tuple[Any, Any]] = {
    "parts": (_l("Parts"), _l("Numbers, packs, weights and customs facts of what is sold.")),
    "part_names": (_l("Part names"), _l("What a part is called in each language.")),
    "depots": (_l("Depots"), _l("Where stock lies, with zone and cut-off.")),
    "sellers": (_l("Sellers"), _l("The companies of one's own that sell: address, numbers, prefix of GS1.")),
    "bank_accounts": (
        _l("Bank accounts"),
        _l("Where papers of each seller ask to be paid, by currency; every change is the word of two people."),
    ),
    "paper_series": (
        _l("Series of papers"),
        _l("How the numbers of each seller's papers begin, by kind and from which day on; numbers given never change."),
    ),
    "working_hours": (
        _l("Working hours"),
        _l("The spans of a working day, of headquarters (hq), a distributor or a depot."),
    ),
    "calendar_weekends": (_l("Weekends"), _l("Which weekdays are off, from which day on, where a law changes them.")),
    "calendar_days": (
        _l("Days off and extra working days"),
        _l("What holidays of a country do not say: of a country (EG), headquarters (hq), a distributor or a depot."),
    ),
    "distributors": (_l("Distributors"), _l("Regions, general distributors and dealers, with their terms of trade.")),
    "addresses": (_l("Addresses"), _l("Where distributors are, where goods go, who receives them and who pays.")),
    "people": (_l("People"), _l("Who may come in at both doors; who is new is invited by mail, who goes is disabled.")),
    "contacts": (
        _l("Contacts"),
        _l("Whom to ring or write to at a distributor, a seller or a depot; they need not come in here."),
    ),
    "price_lists": (_l("Price lists"), _l("Names that prices go by, with currency and validity.")),
    "list_prices": (_l("List prices"), _l("What each part costs in each list.")),
    "downward_lists": (_l("Prices for dealers"), _l("The lists a general distributor keeps for its dealers.")),
    "downward_prices": (_l("Prices for dealers"), _l("What each part costs the dealers of a general distributor.")),
    "quantity_tiers": (_l("Quantity tiers"), _l("From how many pieces on how much is taken off.")),
    "core_deposits": (_l("Deposits for old units"), _l("What is charged per piece until the old unit comes back.")),
    "agreements": (_l("Price agreements"), _l("Which list each distributor buys from, and its discount.")),
    "settings": (_l("Settings"), _l("The single figures the portal goes by, each from a day on.")),
    "order_types": (
        _l("Order types"),
        _l("What each order type means from which day on: priority, clocks, packs, proofs."),
    ),
    "order_type_surcharges": (
        _l("Order-type surcharges"),
        _l("What an order type adds to a price, from which day on."),
    ),
    "freight_rates": (
        _l("Freight rates"),
        _l("What carriers ask from a depot or country to a country, by mode and weight; orders are estimated by it."),
    ),
    "discount_groups": (_l("Discount groups"), _l("Which group a part belongs to.")),
    "group_discounts": (_l("Group discounts"), _l("What distributors are given on groups of parts.")),
    "fixed_prices": (_l("Fixed prices"), _l("What a part costs one distributor, whatever lists say.")),
    "campaign_prices": (_l("Campaign prices"), _l("What a campaign gives on parts, to whom, for which order types.")),
    "currencies": (_l("Rounding of currencies"), _l("With how many decimals, to which step prices are rounded.")),
    "stock_counts": (_l("Stock on hand"), _l("How many pieces lie in each depot; a file of them is a count.")),
    "stock_places": (_l("Places in depots"), _l("The area and the bin in which each part lies.")),
    "sheet_counts": (_l("Counts of sheets"), _l("What was counted on open count sheets and is not booked yet.")),
    "planned_receipts": (_l("Planned receipts"), _l("What each depot expects, on which day, under which reference.")),
    "receipts": (
        _l("Goods received"),
        _l("What came of planned receipts, by delivery note; a file of it puts the pieces on their shelves."),
    ),
    "fitments": (_l("Fitments"), _l("Which models, model years and VINs parts were made for.")),
    "sold_vehicles": (
        _l("Sold vehicles"),
        _l("The fleet by VIN: what a VIN finds in the catalogue, and what orders for a vehicle are checked against."),
    ),
    "supersessions": (
        _l("Supersessions"),
        _l("What replaces a part, from which day, in how many pieces."),
    ),
    "substitutes": (_l("Substitutes"), _l("What may be offered in a part's place, in which order, one way or both.")),
    "market_restrictions": (_l("Market restrictions"), _l("Countries in which a part is not released.")),
    "dangerous_goods": (_l("Dangerous goods"), _l("What carriers must know of a part.")),
    **LAW_KIND_WORDS,
    "own_numbers": (_l("Own part numbers"), _l("What distributors call parts in their own books.")),
    "bulletins": (_l("Bulletins"), _l("What is told to the trade about parts, by number and day.")),
    "bulletin_titles": (_l("Bulletin titles"), _l("What a bulletin is called in each language.")),
    "bulletin_parts": (_l("Parts of bulletins"), _l("Which parts each bulletin speaks of.")),
}
"""What each kind is called, and a sentence that says what it is."""
USE_WORDS: Mapping[Using, Any] = {
    Using.OPEN_ORDERS: _l("Open orders"),
    Using.DRAFTS: _l("Drafts"),
    Using.SHIPMENTS: _l("Shipments under way"),
    Using.CLAIMS: _l("Open claims"),
    Using.OWED: _l("Owed still"),
    Using.PEOPLE: _l("People who come in"),
    Using.BELOW: _l("Companies in use below it"),
    Using.STOCK: _l("Parts in stock"),
    Using.RECEIPTS: _l("Planned receipts"),
    Using.BUYERS: _l("Distributors it sells to"),
    Using.PAPERS: _l("Papers"),
    Using.DEPOTS: _l("Depots it lies in"),
}
"""What uses a row that may go out of use."""
BESIDE_WORDS: Mapping[str, tuple[Any, str]] = {
    "photos": (_l("Photos"), "photo"),
    "year": (_l("Calendar of the year"), "calendar"),
    "figures": (_l("What holds"), "list"),
}
"""What further pages show, and the picture of it."""
GAP_WORDS: Mapping[str, Any] = {
    "hs_code": _l("No HS code"),
    "weight": _l("No weight"),
    "size": _l("No dimensions"),
    "photo": _l("No photo"),
    "origin": _l("No country of origin"),
    "address": _l("No address"),
    "registration": _l("No registration"),
    "gs1_prefix": _l("No company prefix"),
    "bank": _l("No usual bank account"),
    "currency": _l("No currency"),
    "ship_to": _l("No ship-to address: it cannot order"),
    "consignee": _l("No complete address that receives"),
    "consignee_facts": _l("Receives, but lacks what an order asks for"),
    "latin_name": _l("No name in Latin letters"),
    "tax_id": _l("No tax number"),
    "contract_number": _l("No contract number"),
    "latin_form": _l("No Latin letters for customs"),
    "contact": _l("No contact"),
    "phone": _l("No phone"),
    "email": _l("No e-mail address"),
    "contacts": _l("Nobody to ring"),
    "next_year": _l("Nothing said of the next year"),
    "joined": _l("Invited, not joined yet"),
    "prices": _l("No prices"),
    "un38_reference": _l("No UN 38.3 test summary"),
    "safety_sheet": _l("No safety data sheet"),
    "emergency_phone": _l("No emergency phone"),
    "system": _l("No system"),
    "bulletin_parts": _l("Names no part"),
    "english": _l("No name customs can read"),
    "names": _l("Not named in every language"),
    "price": _l("In no price list"),
    "dangerous_goods": _l("Battery without dangerous goods data"),
}
"""What may be missing in a row."""

tell_lists({name.replace("_", "-"): title for name, (title, _about) in KIND_WORDS.items()})
