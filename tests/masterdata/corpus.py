"""Made-up files of master data that went wrong on their way, each with what is to be said of it: row, column, words."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import xlsxwriter

from tests.core.sheets import workbooks as made

PARTS = ("Part number", "Name", "Weight (g)", "HS code")
PRICES = ("Price list", "Part number", "Price", "Currency")
GOOD = ("P-0001", "Hose", 120, "400931")
CUT_OFF = "The file ends in the middle of this row. Save it anew; where it is whole, end it with a line break."
EMPTY = "This may not be empty."
Said = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Bad:
    """A file that is to be refused: of which kind, its body and name, and what is said of its rows, or of it all."""

    kind: str
    body: bytes
    said: Said | str
    name: str = "data.xlsx"


def prices(*cells: Any) -> bytes:
    """A price list of one row."""
    return made.xlsx(PRICES, cells)


def merged() -> bytes:
    """One weight for two parts, written once in a cell that reaches over both rows."""
    book = openpyxl.Workbook()
    for row in (PARTS, GOOD, ("P-0002", "Belt", None, "401031")):
        book.active.append(list(row))
    book.active.merge_cells("C2:C3")
    return made.saved(book)


def formulas() -> bytes:
    """A weight whose formula was never worked out, and one that failed."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, PARTS)
        sheet.write_row(1, 0, GOOD)
        sheet.write_formula(1, 2, "=60*2", None, "")
        sheet.write_row(2, 0, ("P-0002", "Belt"))
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    return body.getvalue()


def dated() -> bytes:
    """Numbers that a spreadsheet took for days: a part number, a weight."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, PARTS)
        sheet.write_row(1, 0, GOOD)
        sheet.write_datetime(1, 0, date(2026, 1, 5), day)
        sheet.write_row(2, 0, ("P-0002", "Belt"))
        sheet.write_datetime(2, 2, date(2026, 12, 1), day)
    return body.getvalue()


def hidden() -> bytes:
    """Prices on a sheet that the workbook does not show; the one it shows has none."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        shown, kept = book.add_worksheet("Read me"), book.add_worksheet("Prices")
        shown.write_row(0, 0, ("Prices of next year", "are on the other sheet"))
        for place, row in enumerate((PRICES, ("USD-26", "P-0001", 10, "USD"))):
            kept.write_row(place, 0, row)
        kept.hide()
    return body.getvalue()


def last_row_of_a_sheet() -> bytes:
    """A row at the very end of a sheet, where nobody looks."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, PARTS)
        sheet.write_row(1, 0, GOOD)
        sheet.write_row(1_048_575, 0, ("P-0002", "Belt", -1, ""))
    return body.getvalue()


def csv(*lines: Sequence[Any], end: str = "\n") -> bytes:
    """A text file of these lines."""
    return ("\n".join(";".join(map(str, line)) for line in lines) + end).encode()


def bad_files() -> Iterator[tuple[str, Bad]]:
    """Yield every file, by what went wrong with it."""
    yield (
        "two header rows",
        Bad(
            "parts",
            made.xlsx(PARTS, ("", "", "net", ""), GOOD),
            [("2", "Part number", EMPTY), ("2", "Name", EMPTY), ("2", "Weight (g)", "This is not a number.")],
        ),
    )
    yield (
        "merged cells",
        Bad(
            "parts",
            merged(),
            [("3", "Weight (g)", "This cell is merged with the one in row 2. Write the value in each row.")],
        ),
    )
    no_value = "The formula in this cell gave no value."
    yield "formulas", Bad("parts", formulas(), [("2", "Weight (g)", no_value), ("3", "Weight (g)", no_value)])
    yield (
        "dates where numbers belong",
        Bad(
            "parts",
            dated(),
            [
                ("2", "Part number", "The spreadsheet has turned this into a date. Format the column as text."),
                ("3", "Weight (g)", "The spreadsheet has turned this into a date."),
            ],
        ),
    )
    power = "The spreadsheet has turned this number into a power of ten. Format the column as text."
    lost = "The spreadsheet keeps 15 digits of a number; the end of this one is lost. Format the column as text."
    yield (
        "powers of ten",
        Bad(
            "parts",
            made.xlsx(PARTS, (1.9e18, "Hose", 1, ""), ("1.9E+18", "Belt", 1, ""), ("P-3", "Nut", "1.9E+18", "")),
            [("2", "Part number", lost), ("3", "Part number", power), ("4", "Weight (g)", power)],
        ),
    )
    yield (
        "a comma that is a decimal or a thousand",
        Bad(
            "list_prices",
            prices("USD-26", "P-0001", "1,234", "USD"),
            [("2", "Price", "This may be read in two ways. Write 1.2340 or 1234.")],
        ),
    )
    yield (
        "a price below nothing",
        Bad("list_prices", prices("USD-26", "P-0001", -1, "USD"), [("2", "Price", "From 0.0001 to 1000000000.")]),
    )
    yield (
        "a currency nobody has",
        Bad(
            "list_prices",
            prices("USD-26", "P-0001", 10, "USX"),
            [("2", "Currency", "There is no such currency. Its code has three letters, as in USD.")],
        ),
    )
    no_part = "There is no part “%s”; the number of one stands under “%s”. Are “%s” and “Part number” swapped?"
    code = (
        "A code begins with a letter or digit and has only Latin letters, digits, dots, dashes and underscores: no"
        " spaces."
    )
    yield (
        "columns swapped",
        Bad(
            "list_prices",
            made.xlsx(PRICES, ("USD-26", 10, "P-0001", "USD")),
            [("2", "Price", no_part % ("10", "Price", "Price"))],
        ),
    )
    swapped = "“%s” looks like what belongs under “%s”. Are “%s” and “%s” swapped?"
    yield (
        "names where the numbers of known parts belong, and numbers where names do",
        Bad(
            "parts",
            made.xlsx(PARTS, ("Hose", "P-0001", 120, ""), ("P-0002", "p 0001", 120, "")),
            [
                ("2", "Name", swapped % ("P-0001", "Part number", "Name", "Part number")),
                ("3", "Name", swapped % ("p 0001", "Part number", "Name", "Part number")),
            ],
        ),
    )
    yield (
        "names where the numbers of new parts belong",
        Bad(
            "parts",
            made.xlsx(PARTS, ("Brake disc, front 2", "10055165", 120, "")),
            [("2", "Name", swapped % ("10055165", "Part number", "Name", "Part number"))],
        ),
    )
    yield (
        "a dash that no number of a part has",
        Bad(
            "parts",
            made.xlsx(PARTS, ("High-voltage cable – Auriga E5", "Cable", 120, "")),
            [
                (
                    "2",
                    "Part number",
                    "The number of a part has Latin letters, digits, blanks and signs such as - . / +, and no “–”.",
                )
            ],
        ),
    )
    yield (
        "names in a language where the numbers belong",
        Bad(
            "part_names",
            made.xlsx(("Part number", "Language", "Name"), ("Hose", "de", "P-0001")),
            [
                ("2", "Name", swapped % ("P-0001", "Part number", "Name", "Part number")),
                ("2", "Part number", "There is no such “Hose” here."),
            ],
        ),
    )
    yield (
        "the code of a list where its name belongs",
        Bad(
            "price_lists",
            made.xlsx(
                ("Code", "Name", "Currency", "Valid from"),
                ("2026", "USD-26", "USD", "2026-01-01"),
                ("List of next year", "USD-27", "USD", "2027-01-01"),
            ),
            [
                ("2", "Name", swapped % ("USD-26", "Code", "Name", "Code")),
                ("3", "Code", code),
                ("3", "Name", swapped % ("USD-27", "Code", "Name", "Code")),
            ],
        ),
    )
    yield (
        "titles where the numbers of bulletins belong",
        Bad(
            "bulletins",
            made.xlsx(("Bulletin", "Issued on", "Title"), ("New software", "2026-01-01", "TB-2026-01")),
            [("2", "Title", swapped % ("TB-2026-01", "Bulletin number", "Title", "Bulletin number"))],
        ),
    )
    yield (
        "quantities where the numbers belong",
        Bad(
            "planned_receipts",
            made.xlsx(
                ("Depot", "Part number", "Reference", "Expected on", "Quantity"),
                ("CAI", "20", "PO-1", "2030-01-01", "P-0001"),
            ),
            [("2", "Quantity", no_part % ("20", "Quantity", "Quantity"))],
        ),
    )
    yield (
        "names where the numbers belong",
        Bad(
            "list_prices",
            made.xlsx(PRICES, ("P-0001", "USD-26", 10, "USD")),
            [
                ("2", "Price list", "There is no such “P-0001” here."),
                ("2", "Part number", no_part % ("USD-26", "Price list", "Price list")),
            ],
        ),
    )
    yield (
        "half a text file",
        Bad(
            "list_prices",
            csv(PRICES, ("USD-26", "P-0001", 10, "USD"), ("USD-26", "P-00"), end=""),
            [
                (
                    "3",
                    "–",
                    CUT_OFF,
                ),
            ],
            "half.csv",
        ),
    )
    yield "half a workbook", Bad("parts", made.xlsx(PARTS, GOOD)[:2_000], "The file could not be read.", "half.xlsx")
    yield "a hidden sheet", Bad("list_prices", hidden(), "Sheets of the file that were not read: Prices.")
    yield (
        "a row at the end of the sheet",
        Bad("parts", last_row_of_a_sheet(), [("1,048,576", "Weight (g)", "From 0 to 100000000.")]),
    )
    yield (
        "a sheet full of rows",
        Bad(
            "parts",
            csv(PARTS) + b"1;a;1;1\n" * 1_048_575,
            "more than 120,000 rows, and nothing of it was read",
            "full.csv",
        ),
    )
