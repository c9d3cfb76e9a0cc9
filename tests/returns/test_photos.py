"""Photos are drawn anew: nothing but pixels is stored, and nothing but photos is taken."""

import importlib
import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from portal.core.errors import Refused
from portal.returns.service_photos import LONGEST_SIDE, MOST_BYTES, check_sent, clean_photo


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), 120 if mode in ("L", "P") else None)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_three_formats_become_a_plain_jpeg(kind: str) -> None:
    clean = clean_photo(encoded(picture(), kind), "part.x")

    redrawn = Image.open(io.BytesIO(clean.data))
    assert (redrawn.format, redrawn.size) == ("JPEG", (64, 48))
    assert (clean.width, clean.height) == (64, 48)


def test_place_time_and_comment_are_gone_and_the_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x0132] = 6, "SECRET-PLACE", "2026:03:09 10:00:00"
    exif.get_ifd(0x8825)[2] = (30.0, 2.0, 1.5)
    dirty = encoded(picture(64, 48), exif=exif, comment=b"SECRET-COMMENT")
    assert b"SECRET-PLACE" in dirty

    clean = clean_photo(dirty, "phone.jpg")

    assert (clean.width, clean.height) == (48, 64)
    assert b"SECRET" not in clean.data and b"Exif" not in clean.data
    assert not Image.open(io.BytesIO(clean.data)).getexif()


def test_what_is_hidden_behind_or_inside_the_picture_is_not_kept() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("x", "<script>alert(1)</script>")
    hidden = encoded(picture(), "PNG", pnginfo=text) + b"PK\x03\x04<?php evil"

    clean = clean_photo(hidden, "a.png")

    assert b"script" not in clean.data and b"php" not in clean.data and b"PK" not in clean.data


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "x.svg"),
        (b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg/>', "x.png"),
        (b"GIF89a<script>1</script>", "x.jpg"),
        (b"%PDF-1.7", "x.jpeg"),
        (b"<html><body>hello</body></html>", "x.webp"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "x.png"),
        (b"\x00" * 500, "x.jpg"),
        (b"\x89PNG\r\n\x1a\n", "x.png"),
    ],
)
def test_anything_else_is_refused_whatever_its_name(data: bytes, name: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_photo(data, name)

    assert refused.value.code in {"photo.not_a_photo", "photo.damaged"}
    assert refused.value.facts["name"] == name


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\x00" * 10_000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (12_000, 12_000), (2_000_000, 30)])
def test_a_bomb_is_refused_before_a_pixel_is_read(width: int, height: int) -> None:
    with pytest.raises(Refused, match=r"photo\.too_many_pixels"):
        clean_photo(bomb(width, height), "bomb.png")


def test_a_compressed_text_bomb_and_a_torn_file_are_refused() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("x", "A" * 70_000_000, zip=True)
    with pytest.raises(Refused, match=r"photo\.(damaged|not_a_photo)"):
        clean_photo(encoded(picture(), "PNG", pnginfo=text), "text.png")

    torn = encoded(picture(600, 400), quality=95)
    with pytest.raises(Refused, match=r"photo\.damaged"):
        clean_photo(torn[: len(torn) // 2], "torn.jpg")


def test_the_printer_of_papers_does_not_make_the_process_take_torn_photos() -> None:
    importlib.import_module("portal.documents.printing.printer")

    torn = encoded(picture(600, 400), quality=95)

    with pytest.raises(Refused, match=r"photo\.damaged"):
        clean_photo(torn[: len(torn) // 2], "torn.jpg")


def test_size_and_emptiness_are_told_apart() -> None:
    with pytest.raises(Refused, match=r"photo\.too_large"):
        clean_photo(b"\xff\xd8" + b"0" * MOST_BYTES, "big.jpg")
    with pytest.raises(Refused, match=r"photo\.empty"):
        clean_photo(b"", "none.jpg")


def test_a_large_photo_is_made_smaller_and_transparency_becomes_white() -> None:
    large = clean_photo(encoded(picture(4_000, 3_000)), "large.jpg")
    clear = clean_photo(encoded(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"), "clear.png")

    assert (large.width, large.height) == (LONGEST_SIDE, 1_800)
    assert Image.open(io.BytesIO(clear.data)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "LA", "CMYK", "1", "I;16"])
def test_odd_kinds_of_colour_are_taken(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert clean_photo(encoded(Image.new(mode, (8, 8)), kind), "odd").width == 8


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/pass.jpg", "pass.jpg"),
        ("C:\\Photos\\a b.png", "a b.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "photo"),
        ("x\r\nSet-Cookie: a", "xSet-Cookie: a"),
    ],
)
def test_a_file_name_is_made_harmless(given: str, kept: str) -> None:
    assert clean_photo(encoded(picture()), given).name == kept


def test_photos_that_are_too_much_together_are_refused_by_their_headers() -> None:
    wide = encoded(picture(6_000, 5_900, "1"), "PNG")

    check_sent([(wide, "a.png")] * 2)
    with pytest.raises(Refused, match="too_many_pixels_sent"):
        check_sent([(wide, "a.png")] * 3)
    with pytest.raises(Refused, match="too_much_sent"):
        check_sent([(b"x" * (7 * 2**20), "a.png")] * 3)
