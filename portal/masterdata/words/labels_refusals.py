"""Why a cell, a row or a file of master data is refused, in words."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import formats
from portal.core.counted import counted
from portal.core.web.languages import language, reader_locale
from portal.core.web.refusals import register_refusals
from portal.masterdata.rules_keys import SEPARATOR
from portal.masterdata.words.labels_fields import CHOICE_WORDS, FIELD_WORDS


def _left_to_right(way: str) -> str:
    """A way of arrows among words that are read from the right."""
    return f"\u2066{way}\u2069"


register_refusals(
    {
        "masterdata.digits_lost": _l(
            "The spreadsheet keeps 15 digits of a number; the end of this one is lost. Format the column as text."
        ),
        "masterdata.day_for_code": _l("The spreadsheet has turned this into a date. Format the column as text."),
        "masterdata.too_many_rows": _l(
            "The file has more than %(limit)s rows, and nothing of it was read. Send it in several files."
        ),
        "masterdata.empty_file": _l("There are no rows in the file, or only on sheets that are hidden."),
        "masterdata.too_much": _l("There is more in the file than can be read. Send it in several files."),
        "masterdata.merged": _l("This cell is merged with the one in row %(row)s. Write the value in each row."),
        "masterdata.cut_off": _l(
            "The file ends in the middle of this row. Save it anew; where it is whole, end it with a line break."
        ),
        "masterdata.not_now": _l("This cannot be done now: the change has gone on meanwhile."),
        "masterdata.columns_unclear": _l("The headings of this file do not tell which column holds what."),
        "masterdata.has_problems": _l(
            "There are rows that cannot be taken. Mend them in the file and send it again; nothing is applied in part."
        ),
        "masterdata.nothing_changes": _l("Nothing would change: every row is as it stands here already."),
        "masterdata.without_reason": _l("Please say why: the second person decides by it."),
        "masterdata.four_eyes": _l("You asked for this yourself; somebody else has to agree."),
        "masterdata.gone_meanwhile": _l(
            "%(who)s removed this row, %(when)s. What you typed is still here: save it, and it is there anew."
        ),
        "masterdata.not_yours": _l("%(who)s began this; only they may go on with it."),
        "masterdata.not_yours_any_more": _l("Whoever asked for this may not do so any more."),
        "masterdata.refused_by": _l("Refused by %(who)s: %(note)s"),
        "masterdata.failed": _l("This could not be carried out. Please try again, or tell your administrator."),
        "masterdata.there_already": _l("There is such a row already."),
        "masterdata.empty": _l("This may not be empty."),
        "masterdata.formula": _l("The formula in this cell gave no value."),
        "masterdata.unseen": _l("There is a sign in it that nobody sees: %(sign)s."),
        "masterdata.too_long": _l("At most %(limit)s signs; there are %(found)s."),
        "masterdata.no_part_number": _l("A part number has letters or digits, at most 40."),
        "masterdata.latin_number": _l("The number of a part is written in Latin letters and digits, as 48815-0E010."),
        "masterdata.number_sign": _l(
            "The number of a part has Latin letters, digits, blanks and signs such as - . / +, and no “%(sign)s”."
        ),
        "masterdata.written_otherwise": _l("This part is here already, written as %(number)s."),
        "masterdata.money_places": counted(
            "An amount in %(currency)s has at most %(places)s decimal.",
            "An amount in %(currency)s has at most %(places)s decimals.",
            by="places",
        ),
        "masterdata.money_whole": _l("An amount in %(currency)s has no decimals."),
        "masterdata.power_of_ten": _l(
            "The spreadsheet has turned this number into a power of ten. Format the column as text."
        ),
        "masterdata.day_for_number": _l("The spreadsheet has turned this into a date."),
        "masterdata.either_way": _l("This may be read in two ways. Write %(fraction)s or %(whole)s."),
        "masterdata.grouped": _l("Write %(whole)s, without a sign that groups."),
        "masterdata.not_a_number": _l("This is not a number."),
        "masterdata.places": _l("At most %(places)s decimal places."),
        "masterdata.not_whole": _l("Write a whole number."),
        "masterdata.year": _l("Give a year from %(first)s to %(last)s."),
        "masterdata.out_of_range": _l("From %(least)s to %(most)s."),
        "masterdata.not_a_day": _l("Write the day as 2026-11-30."),
        "masterdata.no_such_day": _l("There is no such day in the calendar."),
        "masterdata.released_unreviewed": _l("An order is released once it is reviewed: not before the review is due."),
        "masterdata.not_yes_no": _l("Write yes or no."),
        "masterdata.not_a_country": _l("Write a country by its name or with two letters, as in EG."),
        "masterdata.not_a_currency": _l("There is no such currency. Its code has three letters, as in USD."),
        "masterdata.not_a_zone": _l("A time zone is written as in Africa/Cairo."),
        "masterdata.not_a_clock": _l("A time of day is written as 14:30."),
        "masterdata.key_sign": _l("The sign %(sign)s may not stand here."),
        "masterdata.key_long": _l("What identifies the row has at most %(limit)s signs in all; there are %(found)s."),
        "masterdata.code_signs": _l(
            "A code begins with a letter or digit and has only Latin letters, digits, dots, dashes and underscores: no"
            " spaces."
        ),
        "masterdata.twice": _l("The same stands in row %(row)s already."),
        "masterdata.new_lacks": _l("This row is new, and the file has no column for this."),
        "masterdata.unknown": _l("There is no such “%(text)s” here."),
        "masterdata.years_backward": _l("The last model year is before the first, %(year)s."),
        "masterdata.not_a_vin": _l("A VIN has 17 signs, its beginning at least 3, and neither I, O nor Q."),
        "masterdata.not_a_whole_vin": _l("A whole VIN has 17 signs, and neither I, O nor Q."),
        "masterdata.not_a_vin_range": _l(
            "Both VINs begin with the same three signs, and the last is not before the first, %(vin)s."
        ),
        "masterdata.supersession_loop": _l("This goes round in a circle: %(way)s."),
        "masterdata.supersession_mixed": _l(
            "Several parts replace %(part)s: then all of its rows are a kit, or all are a choice."
        ),
        "masterdata.not_a_link": _l("A link begins with https:// and has no spaces."),
        "masterdata.substitute_itself": _l("A part is no substitute of itself."),
        "masterdata.substitute_again": _l(
            "%(part)s has %(other)s as its substitute already: one row for both ways, or one for each."
        ),
        "masterdata.not_a_un_number": _l("A UN number has four digits, as in UN3480."),
        "masterdata.not_a_hazard_class": _l("A hazard class is written as 9, 2.2 or 1.4S."),
        "masterdata.makers_number": _l("This is the maker's number of another part, %(number)s, which goes before."),
        "masterdata.column_chosen_twice": _l("A column can hold one thing only."),
        "masterdata.choose_column": _l("Choose the column: no row can be read without it."),
        "masterdata.no_file": _l("Choose a file first."),
        "masterdata.seller_latin": _l(
            "Write it in Latin letters: it stands on papers that customs of every country read. Its own script has a "
            "field of its own."
        ),
        "masterdata.seller_code": _l(
            "The code stands in the numbers of papers: two to six capital letters or digits, as in CN01."
        ),
        "masterdata.company_prefix": _l("A company prefix of GS1 has 4 to 12 digits."),
        "masterdata.tax_number": _l(
            "This is no tax number of that country: its length or its check digit does not fit."
        ),
        "masterdata.registration": _l(
            "This is no registration of a company in that country: its length or its check digit does not fit."
        ),
        "masterdata.hs_code": _l(
            "An HS code has 6 to 12 digits, with or without dots, and begins with a chapter from 01 to 97, as 8708.30."
        ),
        "masterdata.payment_terms": _l("Payment terms are written as prepaid, net:30, net:30:20 or eom_plus:15."),
        "masterdata.invited_enough": _l("One file invites at most %(most)s people; send the others in another one."),
        "masterdata.loop": _l("“%(text)s” would stand below itself."),
        "masterdata.wrong_parent": _l(
            "A region or nothing stands above a general distributor, and a general distributor above a dealer."
        ),
        "masterdata.wrong_child": _l("“%(text)s” stands below this one, and could not any more."),
        "masterdata.no_seller": _l("Nobody sells to it: name a seller here or above it."),
        "masterdata.address_needs": _l("An address in this country needs this."),
        "masterdata.address_shape": _l("An address in this country is not written like this."),
        "masterdata.more_than_one": _l("There are several such addresses; give them different labels first."),
        "masterdata.series_shape": _l(
            "Numbers begin with capital letters and digits, in groups with a dash between, at most 16 signs, as INV-CN."
        ),
        "masterdata.series_taken": _l("Other numbers begin so already. No two papers share a number."),
        "masterdata.inactive_why": _l("Say why it goes out of use."),
        "masterdata.stops_open_orders": _l("Close or cancel its open orders first: %(names)s."),
        "masterdata.stops_shipments": _l("These shipments are under way still: %(names)s."),
        "masterdata.stops_below": _l(
            "Companies in use stand below it: %(names)s. Move them, or take them out of use too."
        ),
        "masterdata.stops_stock": _l("Parts lie there still: %(names)s. Move them to another depot first."),
        "masterdata.stops_claims": _l("Goods of these claims are to come back there still: %(names)s."),
        "masterdata.stops_receipts": _l("Something is to come there still: %(names)s. Plan it elsewhere first."),
        "masterdata.stops_buyers": _l("It sells to companies in use: %(names)s. Give them another seller first."),
        "masterdata.seller_inactive": _l("The seller “%(text)s” is not in use any more."),
        "masterdata.other_unit": _l("The heading says %(unit)s, and this field is in %(own)s: send it in %(own)s."),
        "masterdata.un_unknown": _l("No UN number is beyond %(last)s."),
        "masterdata.un_class": _l("%(un)s is of class %(hazard_class)s."),
        "masterdata.agreed_in": _l(
            "Something is agreed with it in %(currency)s, on the list %(text)s: in another currency no price would"
            " hold. Let that agreement end first."
        ),
        "masterdata.parent_inactive": _l("“%(text)s” above it is not in use any more."),
        "masterdata.second_usual": _l(
            "“%(text)s” is the usual one already. Change both in one file, or that one first."
        ),
        "masterdata.no_such_hours": _l(
            "Working hours are those of hq, or of a distributor or depot by its code; “%(text)s” is none of these."
        ),
        "masterdata.no_such_calendar": _l(
            "“%(text)s” is neither hq, nor a country whose holidays are known, nor the code of a distributor or depot."
        ),
        "masterdata.never_works": _l("One weekday at least is left to work on."),
        "masterdata.closes_first": _l("This is not after the beginning."),
        "masterdata.ships_twice": _l("It ships after minutes or after working days, not both."),
        "masterdata.hours_twice": _l("This reaches into other hours of the same calendar."),
        "masterdata.not_an_email": _l("This is not an e-mail address."),
        "masterdata.waits_already": _l("Taking this back waits for a second person already."),
    },
    way=_left_to_right,
)


def _choices(value: Any) -> str:
    """What the words of a choice are called, each with its word unless all are called so; long ago the words alone."""
    if isinstance(value, str):
        return value
    split = (str(one).partition(SEPARATOR) for one in value)
    called = {choice: str(CHOICE_WORDS.get((field, choice), choice)) for field, _sign, choice in split}
    same = all(choice.casefold() == name.casefold() for choice, name in called.items())
    told = [
        name if same or name.casefold().endswith(f"({choice.casefold()})") else f"{name} ({choice})"
        for choice, name in called.items()
    ]
    return formats.listed(told, language(), either=True)


register_refusals({"masterdata.not_a_choice": _l("One of: %(choices)s.")}, choices=_choices)
register_refusals(
    {
        "masterdata.several_meant": _l("“%(text)s” may be %(choices)s: write the code."),
        "masterdata.roles_want_company": _l(
            "These roles are of a distributor's people, and no code of a distributor is given: is its column missing?"
        ),
    }
)


def _day(value: Any) -> str:
    return formats.date(date.fromisoformat(value), reader_locale())


def _number(value: Any) -> str:
    return formats.exact(Decimal(value), language())


register_refusals(
    {
        "masterdata.not_reached": _l("A phone number or an e-mail address is needed."),
        "masterdata.expected_back": _l(
            "Nothing is planned for a day before %(first)s. Give the day it is expected on by now."
        ),
        "masterdata.rounded_otherwise": _l(
            "Prices in %(currency)s are rounded, so that %(price)s would be charged. Type that, or change the rounding."
        ),
        "masterdata.no_such_origin": _l("“%(text)s” is neither the code of a depot nor the country of one."),
        "masterdata.freight_nothing": _l("A rate asks for something, per shipment or per kg."),
        "masterdata.freight_overlap": _l("The rate of this weight that begins on %(first)s holds on the same days."),
        "masterdata.freight_gap": _l("Between this and the rate of %(first)s there are days without one."),
        "masterdata.freight_currency": _l("From %(kg)s kg on the same way is charged in %(currency)s."),
        "masterdata.freight_dearer": _l("From %(kg)s kg on a kg costs %(per_kg)s; heavier goods may not cost more."),
    },
    first=_day,
    kg=_number,
    per_kg=_number,
    price=_number,
)


def _field(value: Any) -> str:
    return str(FIELD_WORDS.get(value, value))


register_refusals(
    {
        "masterdata.swapped": _l(
            "“%(text)s” looks like what belongs under “%(other)s”. Are “%(one)s” and “%(other)s” swapped?"
        ),
        "masterdata.swapped_part": _l(
            "There is no part “%(text)s”; the number of one stands under “%(one)s”. Are “%(one)s” and “%(other)s”"
            " swapped?"
        ),
    },
    one=_field,
    other=_field,
)
