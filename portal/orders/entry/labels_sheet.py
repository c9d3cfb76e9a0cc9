"""Words of why a sheet is no order: columns that are missing, or that could be two things."""

from flask_babel import lazy_gettext as _l

from portal.core.web.refusals import register_refusals

register_refusals(
    {
        "sheet.no_lines": _l("There are no lines below the headings (%(headings)s)."),
        "sheet.no_part_column": _l("No column of part numbers was found. Headings seen: %(headings)s."),
        "sheet.no_quantity_column": _l("No column of quantities was found. Headings seen: %(headings)s."),
        "sheet.two_part_columns": _l("Two columns could be the part number: %(headings)s. Keep one."),
        "sheet.two_quantity_columns": _l("Two columns could be the quantity: %(headings)s. Keep one."),
    }
)
