"""Decides from content what an uploaded file is; the name only sharpens the refusal."""

from pathlib import PurePath

from portal.core.errors import Refused
from portal.core.sheets.model import Kind

WORKBOOK_NAMES = {"xlsx", "xlsm", "xltx", "xls", "ods", "xlsb"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLDER_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""How workbooks begin that were saved before there were compound files (BIFF 2 to 4)."""
BINARY_STARTS = {
    b"%PDF-": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"{\\rtf": "word",
}
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def name_ending(filename: str) -> str:
    """Return the ending of a file name in lower case without its dot, cut to 16 characters."""
    return PurePath(filename).suffix.lower().lstrip(".")[:16]


def kind_of(data: bytes, filename: str) -> Kind:
    """Return the kind to read this as, or a refusal that names what was found (`found`) and `named`.

    Any archive is taken for XLSX here: what it holds is looked at in the confined reader.
    """
    named = name_ending(filename)
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise Refused("sheet.empty")
    if data.startswith(b"PK"):
        return Kind.XLSX
    if data.startswith(OLDER_EXCEL):
        return Kind.XLS
    if data.startswith(OLE):
        return _ole_kind(data, named)
    for start, found in BINARY_STARTS.items():
        if data.startswith(start):
            raise Refused("sheet.not_a_sheet", named=named, found=found)
    _check_text(data, named)
    return Kind.TEXT


def _ole_kind(data: bytes, named: str) -> Kind:
    """XLS, or a refusal: the same container holds encrypted XLSX files and old Word files."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("sheet.encrypted")
    if "WordDocument".encode("utf-16-le") in data:
        raise Refused("sheet.not_a_sheet", named=named, found="word")
    books = ("Workbook", "Book")
    if not any(name.encode("utf-16-le") in data for name in books):
        raise Refused("sheet.not_a_sheet", named=named, found="unknown")
    return Kind.XLS


def _check_text(data: bytes, named: str) -> None:
    """Refuse bytes that are no text, web pages, XML, and text that calls itself a workbook."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        raise Refused("sheet.not_a_sheet", named=named, found="html")
    if start.startswith(b"<?xml"):
        found = "excel_xml" if b"urn:schemas-microsoft-com:office:spreadsheet" in start else "xml"
        raise Refused("sheet.not_a_sheet", named=named, found=found)
    if b"\x00" in data and not data.startswith(UTF16_MARKS):
        raise Refused("sheet.not_a_sheet", named=named, found="unknown")
    if named in WORKBOOK_NAMES:
        raise Refused("sheet.not_what_it_says", named=named, found="text")
