"""Made-up files in the shapes that parts departments send, in nine languages and more, each with what it holds.

A shape is a table drawn with the words of a language, and where its part numbers and quantities stand. Every
language is drawn in every shape; kinds of file and encodings go round, so that each meets many of both.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl

from tests.core.sheets import workbooks as made

PARTS = ("21029627", "21031954", "21035824", "21048402", "21054146", "21056940")
CATALOGUE = frozenset(PARTS)
Rows = list[list[Any]]


@dataclass(frozen=True)
class Words:
    """What a language calls the columns, how it adds up, the title of its order, some names of parts; its code page."""

    part: str
    quantity: str
    name: str
    price: str
    line: str
    total: str
    title: str
    names: tuple[str, str]
    page: str


LANGUAGES = {
    "en": Words(
        "Part number", "Qty", "Description", "Unit price", "No.", "Total", "Parts order", ("Hose", "Belt"), "cp1252"
    ),
    "de": Words(
        "Teilenummer", "Menge", "Bezeichnung", "Preis", "Pos.", "Summe", "Bestellung", ("Träger", "Öl"), "cp1252"
    ),
    "fr": Words(
        "RÉFÉRENCE", "QUANTITÉ", "DÉSIGNATION", "PRIX", "N°", "Sous-total", "COMMANDE", ("Câble", "Étrier"), "cp1252"
    ),
    "es": Words("Código", "Cantidad", "Nombre", "Precio", "Línea", "Suma", "Pedido", ("Piñón", "Arandela"), "cp1252"),
    "pt": Words(
        "Código da peça", "Quantidade", "Descrição", "Preço", "Linha", "Soma", "Encomenda", ("Óleo", "Mão"), "cp1252"
    ),
    "ru": Words(
        "Артикул", "Кол-во", "Наименование", "Цена", "№ п/п", "Итого", "Заявка", ("Ремень", "Фильтр"), "cp1251"
    ),
    "ar": Words("رقم القطعة", "الكمية", "الوصف", "السعر", "م", "الإجمالي", "طلب قطع", ("مصفاة", "سير"), "cp1256"),
    "zh": Words("零件号", "数量", "名称", "单价", "序号", "合计", "订货单", ("机油滤清器", "皮带"), "gb18030"),
    "th": Words("หมายเลขอะไหล่", "จำนวน", "ชื่ออะไหล่", "ราคา", "ลำดับ", "รวม", "ใบสั่งซื้อ", ("สายพาน", "กรอง"), "cp874"),
    "ja": Words("部品番号", "数量", "品名", "単価", "連番", "合計", "注文書", ("オイルフィルター", "ベルト"), "cp932"),
    "ko": Words("부품번호", "수량", "품명", "단가", "순번", "합계", "주문서", ("오일필터", "벨트"), "cp949"),
    "zh_Hant": Words("料號", "數量", "品名", "單價", "項次", "合計", "訂購單", ("機油濾清器", "皮帶"), "cp950"),
    "pl": Words("Numer części", "Ilość", "Nazwa", "Cena", "Lp.", "Razem", "Zamówienie", ("Łożysko", "Wąż"), "cp1250"),
    "it": Words(
        "Codice articolo", "Quantità", "Descrizione", "Prezzo", "Riga", "Totale", "Ordine", ("Però", "Filtro"), "cp1252"
    ),
    "nl": Words(
        "Artikelnummer", "Aantal", "Omschrijving", "Prijs", "Regel", "Totaal", "Bestelling", ("Riem", "Slang"), "cp1252"
    ),
    "tr": Words(
        "Parça no", "Miktar", "Parça adı", "Fiyat", "Sıra", "Toplam", "Sipariş formu", ("Kayış", "Süzgeç"), "utf-8"
    ),
}


@dataclass(frozen=True)
class Drawn:
    """Tables by name, and what is right: table, row of headings, columns by letter, how many rows; or that it asks."""

    tables: dict[str, Rows]
    part: str = ""
    quantity: str = ""
    heading: int | None = 1
    rows: int = 0
    sheet: str = "Sheet"
    asks: bool = False


def plain(w: Words) -> Drawn:
    body: Rows = [[part, number] for number, part in enumerate(PARTS, 2)]
    return Drawn({"Sheet": [[w.part, w.quantity], *body]}, "A", "B", rows=6)


def named_and_priced(w: Words) -> Drawn:
    body: Rows = [[i, part, w.names[i % 2], i * 3, 4.5 + i / 4] for i, part in enumerate(PARTS, 1)]
    return Drawn({"Sheet": [[w.line, w.part, w.name, w.quantity, w.price], *body]}, "B", "D", rows=6)


def below_a_title(w: Words) -> Drawn:
    body: Rows = [[w.names[0], 5, part] for part in PARTS]
    rows: Rows = [[w.title], ["2026-03-09", "", "Dealer 7"], [], [w.name, w.quantity, w.part], *body]
    return Drawn({"Sheet": rows}, "C", "B", heading=4, rows=6)


def with_sums(w: Words) -> Drawn:
    head: list[Any] = [w.line, w.part, w.name, w.quantity]
    one: Rows = [[i, part, w.names[0], 10] for i, part in enumerate(PARTS[:3], 1)]
    two: Rows = [[i, part, w.names[1], 20] for i, part in enumerate(PARTS[3:], 4)]
    sums: list[Any] = ["", "", w.total, 30]
    return Drawn({"Sheet": [head, *one, sums, head, *two, ["", w.total, "", 90]]}, "B", "D", rows=6)


def form(w: Words) -> Drawn:
    body: Rows = [[i, part, w.names[i % 2], 4 if i == 2 else ""] for i, part in enumerate(PARTS, 1)]
    return Drawn({"Sheet": [[w.line, w.part, w.name, w.quantity], *body]}, "B", "D", rows=1)


def behind_a_cover(w: Words) -> Drawn:
    cost: Rows = [[w.names[0], 3031], [w.names[1], 11787], [w.total, 14818]]
    order: Rows = [[w.part, w.quantity], *([part, 3] for part in PARTS)]
    return Drawn({"Cost": cost, "Order": order}, "A", "B", rows=6, sheet="Order")


def price_list(w: Words) -> Drawn:
    body: Rows = [[part, w.names[i % 2], f"{40 + i},50"] for i, part in enumerate(PARTS)]
    return Drawn({"Sheet": [[w.part, w.name, w.price], *body]}, "A", asks=True)


def index_without_a_name(w: Words) -> Drawn:
    body: Rows = [[i, part, "ok"] for i, part in enumerate(PARTS)]
    return Drawn({"Sheet": [["", "after", "status"], *body]}, "B", asks=True)


def parts_under_a_strange_heading(w: Words) -> Drawn:
    body: Rows = [[i, f"{w.names[i % 2]} {i}", part, i + 3] for i, part in enumerate(PARTS, 1)]
    return Drawn({"Sheet": [["Item", w.name, "XKZ", w.quantity], *body]}, "C", "D", rows=6)


SHAPES: tuple[Callable[[Words], Drawn], ...] = (
    plain,
    named_and_priced,
    below_a_title,
    with_sums,
    form,
    behind_a_cover,
    price_list,
    index_without_a_name,
    parts_under_a_strange_heading,
)
KINDS = ("csv", "xlsx", "tsv", "ods", "ansi", "xls", "semicolon")


@dataclass(frozen=True)
class File:
    """One made-up file, and what is to be found in it."""

    name: str
    kind: str
    drawn: Drawn
    page: str = "utf-8"

    def data(self) -> bytes:
        """The bytes of the file."""
        return _WRITERS[self.kind](self.drawn.tables, self.page)


def files() -> Iterator[File]:
    """All files of the corpus: every language in every shape, and those that are one of a kind."""
    turn = 0
    for code, words in LANGUAGES.items():
        for shape in SHAPES:
            drawn = shape(words)
            kind = KINDS[turn % len(KINDS)]
            turn += 1
            if len(drawn.tables) > 1 and kind not in ("xlsx", "ods"):
                kind = "xlsx"
            yield File(f"{code} {shape.__name__} {kind}", kind, drawn, words.page if kind == "ansi" else "utf-8")
    yield from _single()


def _single() -> Iterator[File]:
    """Shapes that stand in one language."""
    parts = PARTS
    rows: dict[str, tuple[Rows, Drawn]] = {
        "places on a board": (
            [
                ["Item", "Qty", "Reference(s)", "Part no. of maker"],
                *([i, 2, f"C{i}, C{i + 7}", p] for i, p in enumerate(parts, 1)),
            ],
            Drawn({}, "D", "B", rows=6),
        ),
        "places without quantity": (
            [["Comment", "Designator", "Part Number"], *(["100nF", "C1, C2", p] for p in parts)],
            Drawn({}, "C", asks=True),
        ),
        "item is a line": (
            [
                ["Item", "Description", "Unit", "Quantity ordered"],
                *([i, f"{p} filter", "ea", 10] for i, p in enumerate(parts, 1)),
            ],
            Drawn({}, "", "D", asks=True),
        ),
        "model is the part": (
            [
                ["SI.NO", "DESCRIPTION", "Model", "Qty.", "Amount"],
                *([i, "Lamp", p, 2, 200] for i, p in enumerate(parts, 1)),
            ],
            Drawn({}, "C", "D", rows=6),
        ),
        "quantity per board": (
            [["Component", "Part number", "Quantity Per PCB"], *([i, p, i] for i, p in enumerate(parts, 1))],
            Drawn({}, "B", "C", rows=6),
        ),
        "part is a name": (
            [["part", "manufacturer", "code", "quantity"], *([f"pump {i}", "X", p, i] for i, p in enumerate(parts))],
            Drawn({}, "C", "D", rows=6),
        ),
        "nombre is a name": (
            [["codigo", "nombre", "referencia", "stock"], *([p, "Arandela", p, "0.0"] for p in parts)],
            Drawn({}, "C", asks=True),
        ),
        "nombre is a quantity": (
            [["Référence", "Nombre"], *([p, i] for i, p in enumerate(parts, 3))],
            Drawn({}, "A", "B", rows=6),
        ),
        "plurals": (
            [["Désignations", "Références", "Quantités"], *(["Filtre", p, i + 2] for i, p in enumerate(parts))],
            Drawn({}, "B", "C", rows=6),
        ),
        "needed less stock": (
            [["Part number", "Needed", "Stock", "Qty"], *([p, 9, 2, 7] for p in parts)],
            Drawn({}, "A", "D", rows=6),
        ),
        "old and new": (
            [["Old part number", "Part number", "Qty"], *(["99999991", p, 3] for p in parts)],
            Drawn({}, "B", "C", rows=6),
        ),
        "nothing above": (
            [[i, p, "Pad", 2 + i % 3] for i, p in enumerate(parts, 1)],
            Drawn({}, "B", "D", heading=None, rows=6),
        ),
        "two of everything": (
            [["Part No.", "Qty", "Order qty"], *([p, 2, 4] for p in parts)],
            Drawn({}, "A", "B", asks=True),
        ),
        "units": (
            [
                ["Part number", "Qty"],
                *([p, text] for p, text in zip(parts, ["4 pcs", "2 EA", "3 个", "x5", "6", "7 шт"], strict=True)),
            ],
            Drawn({}, "A", "B", rows=6),
        ),
        "days": (
            [["Bought on", "What"], *([f"2026-01-{i}", "Oil filter"] for i in range(12, 18))],
            Drawn({}, "", asks=True),
        ),
        "machines": (
            [
                ["MACHINE DATABASE"],
                ["Fill in one row each"],
                ["Machine", "Name", "Area"],
                *([f"MAQ-00{i}", "Press 1", "Hall"] for i in range(6)),
            ],
            Drawn({}, "A", heading=3, asks=True),
        ),
        "list of parts alone": ([["Part number"], *([p] for p in parts)], Drawn({}, "A", rows=6)),
        "export of an order": (
            [
                ["Line", "Part number", "Ordered", "Open", "Shipped", "Unit price"],
                *([i, p, 20, 0, 20, "9.21"] for i, p in enumerate(parts, 1)),
            ],
            Drawn({}, "B", "C", rows=6),
        ),
    }
    for turn, (name, (table, drawn)) in enumerate(rows.items()):
        kind = ("csv", "xlsx", "ods")[turn % 3]
        yield File(
            f"{name} {kind}", kind, Drawn({"Sheet": table}, **{k: v for k, v in vars(drawn).items() if k != "tables"})
        )


def _xlsx(tables: dict[str, Rows], _page: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_number(cell) for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ods(tables: dict[str, Rows], _page: str) -> bytes:
    return made.ods_of({name: [[_number(cell) for cell in row] for row in rows] for name, rows in tables.items()})


def _xls(tables: dict[str, Rows], _page: str) -> bytes:
    (rows,) = tables.values()
    return made.xls([[cell if isinstance(cell, str) else float(cell) for cell in row] for row in rows])


def _number(cell: Any) -> Any:
    """Part numbers as the spreadsheet stores them when they are typed: as numbers."""
    return int(cell) if isinstance(cell, str) and cell in CATALOGUE else cell


def _text(delimiter: str) -> Callable[[dict[str, Rows], str], bytes]:
    def written(tables: dict[str, Rows], page: str) -> bytes:
        (rows,) = tables.values()
        return "\r\n".join(_line(row, delimiter) for row in rows).encode(page)

    return written


def _line(row: Sequence[Any], delimiter: str) -> str:
    cells = [str(cell) for cell in row]
    return delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in cells)


_WRITERS: dict[str, Callable[[dict[str, Rows], str], bytes]] = {
    "csv": _text(","),
    "tsv": _text("\t"),
    "semicolon": _text(";"),
    "ansi": _text(";"),
    "xlsx": _xlsx,
    "ods": _ods,
    "xls": _xls,
}
