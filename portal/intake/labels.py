"""Words of the columns of a spreadsheet, of why a person has to choose, and of the rows left out."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core.counted import counted
from portal.core.web.refusals import register_refusals
from portal.intake.rules_find import Doubt
from portal.intake.rules_headings import Field
from portal.intake.rules_rows import Why

FIELD_WORDS = {
    Field.PART: _l("Part number"),
    Field.QUANTITY: _l("Quantity"),
    Field.NOTE: _l("Note"),
    Field.DATE: _l("Date"),
    Field.PRICE: _l("Price"),
    Field.AMOUNT: _l("Amount"),
    Field.CURRENCY: _l("Currency"),
    Field.DESCRIPTION: _l("Description"),
    Field.UNIT: _l("Unit"),
    Field.LINE: _l("Line"),
    Field.VIN: _l("VIN"),
    Field.STOCK: _lp("warehouse", "Stock"),
    Field.PACK: _l("Pack"),
    Field.WEIGHT: _l("Weight"),
    Field.PLACE: _l("Place"),
    Field.OTHER_PART: _l("Other part number"),
    Field.MAKER: _l("Manufacturer"),
}
FAULT_WORDS = {
    "choose": _l("Choose one."),
    "twice": _l("This column was chosen for something else already."),
}
DOUBT_WORDS = {
    Doubt.NO_PART: _l("No column of part numbers was found."),
    Doubt.TWO_PARTS: _l("More than one column could hold the part numbers."),
    Doubt.PART_BY_LOOK: _l(
        "One column looks like part numbers, but the catalogue knows none of them and no heading says so."
    ),
    Doubt.NO_QUANTITY: _l("No column of quantities was found."),
    Doubt.TWO_QUANTITIES: _l("More than one column could be the quantity."),
    Doubt.MISSING: _l("A column that is needed was not found."),
    Doubt.SEVERAL: _l("More than one column could be meant."),
    Doubt.TWO_TABLES: _l(
        "More than one sheet of this file holds lines to order. Choose the one to read; another can be added after it."
    ),
    Doubt.QUANTITY_BY_LOOK: _l("One column could be the quantity, but no heading says so."),
}
LEFT_OUT_WORDS = {
    Why.BLANK: counted(
        "Row %(rows)s has neither part number nor quantity; it was left out.",
        "Rows %(rows)s have neither part number nor quantity; they were left out.",
        by="count",
    ),
    Why.TOTAL: counted(
        "Row %(rows)s is a sum; it was left out.", "Rows %(rows)s are sums; they were left out.", by="count"
    ),
    Why.HEADINGS: counted(
        "Row %(rows)s repeats the headings; it was left out.",
        "Rows %(rows)s repeat the headings; they were left out.",
        by="count",
    ),
    Why.UNDER_HEADINGS: counted(
        "Row %(rows)s goes on with the headings; it was left out.",
        "Rows %(rows)s go on with the headings; they were left out.",
        by="count",
    ),
    Why.GROUP: counted(
        "Row %(rows)s is a title; it was left out.", "Rows %(rows)s are titles; they were left out.", by="count"
    ),
    Why.NO_QUANTITY: counted(
        "Row %(rows)s of the form has no quantity; it was left out.",
        "Rows %(rows)s of the form have no quantity; they were left out.",
        by="count",
    ),
    Why.STRUCK: counted(
        "Row %(rows)s is struck through; it was left out.",
        "Rows %(rows)s are struck through; they were left out.",
        by="count",
    ),
    Why.HIDDEN: counted(
        "Row %(rows)s is hidden in the file; it was left out.",
        "Rows %(rows)s are hidden in the file; they were left out.",
        by="count",
    ),
}

register_refusals({"sheet.no_lines": _l("There are no lines below the headings (%(headings)s).")})
