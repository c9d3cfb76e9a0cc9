"""Printed papers: what they say, that nothing is cut, and that printing is repeatable."""

import hashlib
import io
import os
import re
import subprocess
import sys
import tempfile

import pytest
from pypdf import PdfReader

from portal.core.config import ROOT
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.printing import figures, printer
from portal.documents.printing.glyphs import MissingGlyph
from portal.documents.printing.markup import paper_html
from portal.documents.printing.pdf import PdfUnavailable, font_faces, missing_libraries, render_pdf
from portal.documents.printing.words import words_of
from tests.documents.samples import MAKERS
from tests.documents.samples.commercial_invoice import make as make_invoice
from tests.documents.samples.credit_note import make as make_credit_note
from tests.documents.samples.packing_list import make as make_packing_list


def text_of(pdf: bytes) -> str:
    """Return the text of all pages with every run of white space as one space."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("kind", MAKERS, ids=str)
def test_every_part_number_and_quantity_is_printed(kind):
    snapshot = MAKERS[kind](12)

    text = text_of(render_pdf(kind, snapshot, "en"))

    lines = snapshot.get("lines") or [line for carton in snapshot["cartons"] for line in carton["lines"]]
    assert len(lines) == 12
    for line in lines:
        row = rf"\b{line['number']} {re.escape(line['part_number'])} .*? {line['quantity']} PCE"
        assert re.search(row, text), line["part_number"]
    assert "21-999A.7" not in text


@pytest.mark.parametrize("locale", ["en", "de", "fr", "ar"])
def test_every_amount_of_an_invoice_is_printed_as_the_language_writes_it(locale):
    snapshot = make_invoice(9)

    text = text_of(render_pdf(COMMERCIAL_INVOICE, snapshot, locale))

    for line in snapshot["lines"]:
        assert figures.amount(line["amount"], "USD", locale).replace("\u202f", " ") in text
        assert figures.unit_price(line["unit_price"], locale).replace("\u202f", " ") in text
    total = figures.money(snapshot["totals"]["total"], "USD", locale)
    assert total.replace("\u202f", " ").replace("\u00a0", " ") in text
    assert "99,999.99" not in text


def test_an_invoice_names_everything_that_customs_and_bank_ask_for():
    text = text_of(render_pdf(COMMERCIAL_INVOICE, make_invoice(2), "en"))

    for said in (
        "CI-CN01-2026-000123",
        "9 Mar 2026",
        "Avatar Parts (Chongqing) Co., Ltd.",
        "91500000MA5U7XK20B",
        "Nile Motors Trading S.A.E.",
        "EG 204-991-330",
        "Alexandria Depot",
        "Delta Clearing Agency",
        "CIF Alexandria",
        "Incoterms® 2020",
        "COSCO TAURUS 042W",
        "B/L COSU6412345670",
        "Shanghai (CNSHA)",
        "Alexandria (EGALY)",
        "Net 30 days",
        "8 Apr 2026",
        "BKCHCNBJ59A",
        "1136 0000 4471 88",
        "VATEX-EU-O",
        "412.50 kg",
        "455.20 kg",
        "2.160 m³",
        "3 cartons",
        "MADE IN CHINA",
        "8708.10",
        "SO-2026-000123",
        "PO 4500140",
        "USD 185.00",
        "USD 42.50",
        "US dollars and",
        "SH-2026-000045",
    ):
        assert said in text, said


def test_no_price_is_ever_on_a_packing_list():
    text = text_of(render_pdf(PACKING_LIST, make_packing_list(10), "en"))

    assert "USD" not in text
    assert "price" not in text.lower()
    assert "48.375" not in text
    assert "1299.9" not in text


def test_a_packing_list_names_each_carton_and_its_dangerous_goods():
    snapshot = make_packing_list(9, cartons=3)

    text = text_of(render_pdf(PACKING_LIST, snapshot, "en"))

    for number in (1, 2, 3):
        assert f"Carton {number}/3 · Plywood case · SSCC (00) 0 8002008 000001230 {number - 1}" in text
    assert text.count("L 120 × W 100 × H 60 cm · 0.720 m³ · Net 137.50 kg · Gross 151.70 kg") == 3
    assert "Total 3 plywood cases Quantity 261 PCE Volume 2.160 m³ Net weight 412.50 kg Gross weight 455.10 kg" in text
    assert "1 21029627 8708.10 CN Front bumper bracket, left SO-2026-000123, PO 4500123 1 PCE" in text
    for said in ("UN3480", "LITHIUM ION BATTERIES", "P903", "48.6 kg", "+86 532 8388 9090"):
        assert said in text


@pytest.mark.parametrize("lines", [9, 14])
def test_the_total_of_a_packing_list_never_stands_alone_on_a_page(lines):
    """What closes the paper takes goods with it to the last page."""
    snapshot = make_packing_list(lines, cartons=1)

    last = PdfReader(io.BytesIO(render_pdf(PACKING_LIST, snapshot, "en"))).pages[-1].extract_text()

    assert "1 plywood case" in last
    assert snapshot["cartons"][-1]["lines"][-1]["part_number"] in last


def test_a_credit_note_names_the_invoice_the_reasons_and_the_use():
    text = text_of(render_pdf(CREDIT_NOTE, make_credit_note(2), "en"))

    for said in (
        "CN-DE01-2026-000007",
        "CI-DE01-2026-000019",
        "2 Mar 2026",
        "Shortage",
        "Transit damage",
        "Set off against open invoices",
        "CI-DE01-2026-000024",
        "EUR 1,088.30",
        "One thousand and eighty-eight euros and 30/100",
        "VATEX-EU-G",
        "DE136695976",
        "1136 0000 4471 88",
        "BKCHCNBJ59A",
    ):
        assert said in text, said


def test_a_hundred_lines_are_three_pages_each_with_its_number_and_the_papers():
    pdf = render_pdf(COMMERCIAL_INVOICE, make_invoice(100), "en")

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]

    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of 3" in page
        assert "CI-CN01-2026-000123" in page
    for page in pages[:-1]:
        assert "Part number" in page
    assert "Invoice total" in pages[-1]
    assert "\n100 " in pages[-1], "the totals stand on a page of their own"
    assert "Invoice total" not in "".join(pages[:-1])


def test_the_same_snapshot_gives_the_same_bytes_and_another_gives_others():
    first = render_pdf(PACKING_LIST, make_packing_list(5), "ar")
    again = render_pdf(PACKING_LIST, make_packing_list(5), "ar")
    other = render_pdf(PACKING_LIST, make_packing_list(6), "ar")

    assert first == again
    assert first != other


HASH_OF_PAPER = """
import hashlib
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.printing.pdf import render_pdf
from tests.documents.samples.commercial_invoice import make as make_invoice
snapshot = make_invoice(3, "zh", remarks=["\u0627\u0644\u0639\u0631\u0628\u064a\u0629"])
print(hashlib.sha256(render_pdf(COMMERCIAL_INVOICE, snapshot, "zh")).hexdigest())
"""


def test_fonts_installed_on_the_machine_change_nothing(tmp_path):
    bare = tmp_path / "fonts.conf"
    bare.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")

    hashes = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", HASH_OF_PAPER],
            cwd=ROOT,
            env=os.environ | extra,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for extra in ({}, {"FONTCONFIG_FILE": str(bare)})
    }

    assert len(hashes) == 1


def test_a_paper_is_the_same_after_others_and_in_a_process_of_its_own():
    command = [sys.executable, "-W", "ignore", "-c", HASH_OF_PAPER]
    alone = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    for locale in ("ar", "th", "en", "zh"):
        snapshot = make_invoice(3, "zh", remarks=["\u0627\u0644\u0639\u0631\u0628\u064a\u0629"])
        pdf = render_pdf(COMMERCIAL_INVOICE, snapshot, locale)

    assert hashlib.sha256(pdf).hexdigest() == alone


def test_fonts_are_made_ready_once_a_process(monkeypatch, tmp_path):
    before = render_pdf(CREDIT_NOTE, make_credit_note(1), "en")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))

    assert render_pdf(CREDIT_NOTE, make_credit_note(1), "en") == before


def test_a_sealed_file_holds_what_the_printer_would_have_written(monkeypatch):
    sealed = render_pdf(CREDIT_NOTE, make_credit_note(2), "ar")
    monkeypatch.setattr(printer, "seal", None)
    plain = render_pdf(CREDIT_NOTE, make_credit_note(2), "ar")

    ours, theirs = unpacked(sealed), unpacked(plain)

    assert len(ours) > 3 * len(sealed)
    assert ours == theirs
    assert len(plain) < len(sealed) < 1.03 * len(plain)


def unpacked(pdf: bytes) -> bytes:
    """Return a file with all that is packed in it laid open, but for its end, where its fingerprint stands."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(pdf)
        file.flush()
        command = ["qpdf", "--qdf", "--object-streams=disable", file.name, "-"]
        opened = subprocess.run(command, capture_output=True, check=True).stdout
    return opened.rpartition(b"\ntrailer ")[0]


def test_the_file_is_pdf_a_3a_dated_by_the_issue_date():
    reader = PdfReader(io.BytesIO(render_pdf(CREDIT_NOTE, make_credit_note(1), "de")))

    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="A"' in xmp
    assert "<xmp:CreateDate>2026-03-20</xmp:CreateDate>" in xmp
    assert reader.trailer["/Root"]["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert reader.trailer["/Root"]["/Lang"] == "de"
    assert reader.metadata.title.endswith("CN-DE01-2026-000007")


@pytest.mark.parametrize("locale", ["en", "ar", "zh", "th"])
def test_all_fonts_are_embedded_and_are_ours(locale):
    snapshot = make_invoice(2, locale)

    reader = PdfReader(io.BytesIO(render_pdf(COMMERCIAL_INVOICE, snapshot, locale)))

    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert len(fonts) >= 2
    for font in fonts:
        below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in below
        assert "+PaperNotoSans" in font["/BaseFont"]


def test_arabic_words_come_back_from_the_pdf_and_figures_keep_their_order():
    pdf = render_pdf(COMMERCIAL_INVOICE, make_invoice(3, "ar"), "ar")

    text = text_of(pdf)

    for word in ("قطعة", "غيار", "سيارة", "كهربائية"):
        assert word in text
    assert not {"\u2066", "\u2069", "\u200f", "\u2060"} & set(text), "a sign of direction is copied"
    for run in ("21029627", "21-401A.7", "AV11-8802/B", "CI-CN01-2026-000123", "CIF Alexandria", "+86 23 6788 0000"):
        assert run in text


def test_chinese_text_comes_back_from_the_pdf():
    snapshot = make_invoice(1, "zh", remarks=["货物原产于中国,请妥善保管。王喆"])

    text = text_of(render_pdf(COMMERCIAL_INVOICE, snapshot, "zh"))

    assert "货物原产于中国" in text and "王喆" in text


@pytest.mark.parametrize("kind", MAKERS, ids=str)
def test_other_readers_open_the_papers(kind, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(kind, MAKERS[kind](4), "th"))

    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    read = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "21-401A.7" in read.stdout


def test_a_character_that_no_font_prints_is_refused_with_its_field():
    snapshot = make_invoice(3)
    snapshot["lines"][2]["description"] = "Seat cover \N{ROCKET}"

    with pytest.raises(MissingGlyph) as refused:
        render_pdf(COMMERCIAL_INVOICE, snapshot, "en")

    assert refused.value.character == "\N{ROCKET}"
    assert refused.value.field == "lines[2].description"
    assert refused.value.facts["code_point"] == "U+1F680"


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.png",
        "https://example.org/a.png",
        "file:///etc/passwd",
        "static:../pyproject.toml",
        "static:/etc/passwd",
        "data:image/png;base64,AAAA",
        "static:fonts/OFL.txt",
    ],
)
def test_a_page_may_load_nothing_foreign(address):
    page = f'<html><body><p>x</p><img src="{address}"/></body></html>'

    with pytest.raises(printer.ForbiddenResource):
        printer.print_paper(page, ["papers.css"], "")


def test_a_page_may_load_our_fonts():
    page = "<html><body><p>x</p></body></html>"

    pdf = printer.print_paper(page, ["papers.css"], font_faces("x"))

    assert b"%PDF-1.7" in pdf[:10]


def test_an_address_in_the_data_is_text_and_never_fetched():
    snapshot = make_invoice(1, remarks=['<img src="http://example.org/a.png"> & "quoted"'])

    text = text_of(render_pdf(COMMERCIAL_INVOICE, snapshot, "en"))

    assert '<img src="http://example.org/a.png"> & "quoted"' in text


def test_a_name_cannot_leave_the_stylesheet_of_the_page_foot():
    seller = {**make_invoice(1)["seller"], "name": 'A"}</style><b>B&C\\D</b>'}

    text = text_of(render_pdf(COMMERCIAL_INVOICE, make_invoice(1, seller=seller), "en"))

    assert text.count('A"}</style><b>B&C\\D</b>') == 3  # party, signature, foot


def test_a_machine_without_libraries_says_which_packages_to_install():
    assert missing_libraries() == []
    assert str(PdfUnavailable(["libpango-1.0-0"])).endswith("missing: libpango-1.0-0")


LOADED = "import sys, {module}; print('weasyprint' in sys.modules)"


@pytest.mark.parametrize(
    ("module", "loaded"),
    [
        ("portal.cli, portal.app, portal.rooms, portal.reactions", "False"),
        ("portal.documents.printing.printer", "True"),
    ],
)
def test_the_printers_libraries_stay_out_of_the_web_process(module, loaded):
    command = [sys.executable, "-W", "ignore", "-c", LOADED.format(module=module)]

    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)

    assert told.stdout.strip() == loaded


def test_a_printer_that_cannot_start_says_why(monkeypatch):
    monkeypatch.delattr("portal.documents.printing.printer")
    monkeypatch.setitem(sys.modules, "portal.documents.printing.printer", None)

    with pytest.raises(PdfUnavailable, match=r"missing: .*printing\.printer"):
        render_pdf(COMMERCIAL_INVOICE, make_invoice(1), "en")


@pytest.mark.parametrize("locale", ["en", "zh", "ar"])
def test_a_paper_of_five_lines_is_one_page(locale):
    pdf = render_pdf(COMMERCIAL_INVOICE, make_invoice(5, locale), locale)

    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def elements_of(node):
    """Yield every element of the structure of a tagged PDF, from the top down."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from elements_of(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements_of(node["/K"])


@pytest.mark.parametrize("kind", MAKERS, ids=str)
def test_a_paper_is_tagged_its_cells_know_their_heads_and_its_picture_is_told(kind):
    root = PdfReader(io.BytesIO(render_pdf(kind, MAKERS[kind](3), "en"))).trailer["/Root"]

    elements = list(elements_of(root["/StructTreeRoot"]))
    by_tag = {tag: [one for one in elements if one["/S"] == tag] for tag in ("/H1", "/Table", "/TH", "/TD", "/Figure")}
    heads = {one["/ID"] for one in by_tag["/TH"]}
    named = [one["/A"]["/Headers"] for one in by_tag["/TD"] if one["/A"].get("/Headers")]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"]
    assert (len(by_tag["/H1"]), len(heads)) == (1, len(by_tag["/TH"]))
    assert len(named) >= 3 * 5 and {head for heads_of in named for head in heads_of} <= heads
    assert [one["/Alt"].startswith("Check that this paper is genuine: https://") for one in by_tag["/Figure"]] == [True]


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_cell_of_two_columns_names_both_heads_and_its_texts_come_back_apart(locale):
    pdf = render_pdf(COMMERCIAL_INVOICE, make_invoice(2, locale), locale)

    cells = [
        one for one in elements_of(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]) if one["/S"] == "/TD"
    ]
    shared = [one["/A"]["/Headers"] for one in cells if one["/A"].get("/ColSpan") == 2]
    assert len(shared) == 2 * (2 if locale == "en" else 3) and {len(heads) for heads in shared} == {2}
    text = text_of(pdf)
    assert "121029627" not in text and "21029627" in text
    assert not {"\t", "\u2060", "\u2066"} & set(text)


def test_an_unknown_locale_is_refused():
    with pytest.raises(ValueError, match="unknown locale"):
        render_pdf(COMMERCIAL_INVOICE, make_invoice(1), "xx-yy")


def test_a_currency_of_three_decimals_keeps_them():
    snapshot = make_invoice(1, currency="KWD", charges=[], totals={"lines": "48.375", "total": "48.375"})
    snapshot["lines"][0]["amount"] = "48.375"

    text = text_of(render_pdf(COMMERCIAL_INVOICE, snapshot, "en"))

    assert "KWD 48.375" in text
    assert "Forty-eight Kuwaiti dinars and 375/1000" in text


@pytest.mark.parametrize("locale", ["en", "zh", "ar"])
def test_a_unit_is_printed_once_and_in_english_for_whoever_receives_it(locale):
    snapshot = make_invoice(2)
    for line, unit, quantity in zip(snapshot["lines"], ("H87", "SET"), ("1", "2"), strict=True):
        line |= {"unit": unit, "quantity": quantity}

    html = paper_html(COMMERCIAL_INVOICE, snapshot, words_of(locale))

    assert [html.count(text) for text in ("1 piece", "2 sets")] == [1, 1]
    assert "1 件" not in html and "قطعة واحدة" not in html
    assert "H87" not in html and " SET" not in html
