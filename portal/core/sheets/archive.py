"""Unpacks a workbook's archive within caps, walks its XML without entities, packs it anew.

Part of the confined reader process: standard library only.
"""

import io
import re
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from portal.core.errors import Refused

MEBIBYTE = 1024 * 1024
RATIO_COUNTS_FROM = MEBIBYTE
XML_DEPTH = 64
ARCHIVE_STARTS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
XLSX_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:workbook|styles|sharedStrings)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
ODS_PARTS = re.compile(r"mimetype|content\.xml|META-INF/manifest\.xml", re.IGNORECASE)
ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
LONGEST_MIMETYPE = 200
CANONICAL = {
    "[content_types].xml": "[Content_Types].xml",
    "meta-inf/manifest.xml": "META-INF/manifest.xml",
    "xl/sharedstrings.xml": "xl/sharedStrings.xml",
}
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
WANTED = {"xlsx": XLSX_PARTS, "ods": ODS_PARTS}

ZIP_SIGNS = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "word",
    "ppt/presentation.xml": "slides",
    "index/document.iwa": "numbers",
}


def unpacked(data: bytes, limits: dict[str, int], named: str) -> dict[str, bytes]:
    """Return the XML parts a reader needs, each within the caps on entries, ratio and total."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:  # an unknown version or method is a RuntimeError
        raise Refused("sheet.unreadable") from error
    entries = archive.infolist()
    if len(entries) > limits["entries"]:
        raise Refused("sheet.too_many_entries", limit=limits["entries"], found=len(entries))
    _check_sizes(entries, limits)
    wanted = WANTED[_archive_kind(archive, named)]
    parts: dict[str, bytes] = {}
    for entry in entries:
        keep = bool(wanted.fullmatch(entry.filename))
        body = _read_entry(archive, entry, None if keep else 8)
        if body.startswith(ARCHIVE_STARTS):
            raise Refused("sheet.nested_archive", entry=entry.filename[:80])
        if keep and entry.filename.lower() in parts:
            raise Refused("sheet.unreadable")
        if keep:
            parts[entry.filename.lower()] = body
    return parts


def _archive_kind(archive: zipfile.ZipFile, named: str) -> str:
    """`xlsx` or `ods` by the entries; any other archive is refused by what it is."""
    entries = {entry.filename.lower(): entry for entry in archive.infolist()}
    mimetype = entries.get("mimetype")
    short = mimetype is not None and mimetype.file_size < LONGEST_MIMETYPE
    if mimetype and short and _read_entry(archive, mimetype, None).startswith(ODS_MIMETYPE):
        return "ods"
    found = next((kind for sign, kind in ZIP_SIGNS.items() if sign in entries), "archive")
    if found != "xlsx":
        raise Refused("sheet.not_a_sheet", named=named, found=found)
    return found


def _check_sizes(entries: list[zipfile.ZipInfo], limits: dict[str, int]) -> None:
    """Refuse what would grow too much, before anything is unpacked."""
    total = sum(entry.file_size for entry in entries)
    if total > limits["unpacked_mib"] * MEBIBYTE:
        raise Refused("sheet.unpacks_too_large", limit=limits["unpacked_mib"], found=total // MEBIBYTE)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Refused("sheet.encrypted")
        grows = entry.file_size > limits["ratio"] * max(entry.compress_size, 1)
        if grows and entry.file_size > RATIO_COUNTS_FROM:
            raise Refused("sheet.unpacks_too_large", ratio=limits["ratio"], entry=entry.filename[:80])


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, first: int | None) -> bytes:
    """Bytes of one entry, never more than its declared size; a wrong checksum is a refusal."""
    try:
        with archive.open(entry) as stream:
            return stream.read() if first is None else stream.read(first)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused("sheet.unreadable") from error


def scan_xml(body: bytes, start: Start, end: End | None = None, text: End | None = None) -> None:
    """Walk one XML part; a document type, an entity or absurd depth is a refusal."""
    depth = 0
    known: dict[str, str] = {}

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > XML_DEPTH:
            raise Refused("sheet.unreadable")
        if name not in known:
            known[name] = name.rpartition("}")[2]
        start(known[name], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(known[name])

    def doctype(*_: object) -> None:
        raise Refused("sheet.has_entities")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = doctype
    if text is not None:
        parser.CharacterDataHandler = text
        parser.buffer_text = True
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise Refused("sheet.unreadable") from error


def rebuilt(parts: dict[str, bytes]) -> io.BytesIO:
    """Return an uncompressed archive of exactly the scanned bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, body in parts.items():
            archive.writestr(CANONICAL.get(name, name), body)
    target.seek(0)
    return target
