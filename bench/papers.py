"""What papers cost: invoice and packing list in three languages, many rows, and the floor below them.

python -m bench.papers          all of it, without a database

The floor is the same hundred rows of seven cells as a bare table, tagged, in one font, without head, foot or style:
what the printer itself takes for so many cells.
"""

from collections.abc import Callable
from functools import partial
from html import escape

from bench.figures import Figure, table
from bench.work import burnt
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.printing.pdf import font_faces, render_pdf
from portal.documents.printing.printer import print_paper
from tests.documents.samples.commercial_invoice import make as make_invoice
from tests.documents.samples.packing_list import make as make_packing_list

LOCALES = ("en", "ar", "zh")
ONE_LINE = "<style>td { white-space: nowrap }</style>"
MOST = 0.45
"""Seconds of CPU for a paper of 100 lines; ten times as many lines take 4.2."""
CARTONS = 20


def main() -> None:
    """Measure papers alone and print the table."""
    print(table(measure_papers()))


def measure_papers() -> list[Figure]:
    """Print papers of 100 and 1,000 lines and one of 2,000 rows in a warm process; the least of several prints."""
    figures = [Figure("floor: 100 bare rows of 7 cells: CPU", _least(bare_table, 5), "s")]
    for locale in LOCALES:
        invoice = partial(render_pdf, COMMERCIAL_INVOICE, make_invoice(100, locale), locale)
        packing = partial(render_pdf, PACKING_LIST, make_packing_list(100, CARTONS, locale), locale)
        figures.append(Figure(f"invoice of 100 lines, {locale}: CPU", _least(invoice, 5), "s", MOST))
        figures.append(Figure(f"packing list of 100 lines, 20 cartons, {locale}: CPU", _least(packing, 5), "s", MOST))
    for locale in LOCALES:
        long = partial(render_pdf, COMMERCIAL_INVOICE, make_invoice(1_000, locale), locale)
        figures.append(Figure(f"invoice of 1,000 lines, {locale}: CPU", _least(long, 1), "s", 4.2))
    many = partial(render_pdf, PACKING_LIST, make_packing_list(2_000, CARTONS, "en"), "en")
    figures.append(Figure("packing list of 2,000 rows, 20 cartons, en: CPU", _least(many, 1), "s"))
    return figures


def bare_table() -> bytes:
    """Print the cells of an invoice of 100 lines as a table and no more."""
    names = ("number", "part_number", "description", "hs_code", "quantity", "unit_price", "amount")
    rows = [[escape(str(line[name])) for name in names] for line in make_invoice(100)["lines"]]
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    head = f"<head><title>-</title>{ONE_LINE}</head>"
    page = f'<html lang="en">{head}<body><table><tbody>{body}</tbody></table></body></html>'
    return bytes(print_paper(page, (), font_faces(body)))


def _least(work: Callable[[], bytes], times: int) -> float:
    if times > 1:
        work()  # what is read once a process is read
    return min(burnt(work) for _ in range(times))


if __name__ == "__main__":
    main()
