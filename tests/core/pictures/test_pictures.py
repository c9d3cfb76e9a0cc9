"""Pictures are drawn anew in a process of their own: nothing but pixels comes out, and nothing but photos goes in."""

import importlib
import io
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image, ImageFile, PngImagePlugin

from portal.core.errors import Refused
from portal.core.pictures.reader import DEFAULT_LIMITS, Limits, Picture, drawn_anew, turn

LONGEST = DEFAULT_LIMITS.longest_side


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), 120 if mode in ("L", "P") else None)


def told(*files: tuple[bytes, str], limits: Limits = DEFAULT_LIMITS) -> list[object]:
    """What became of files: sizes of those drawn, codes of those refused."""
    answers = drawn_anew(files, limits)
    return [one.code if isinstance(one, Refused) else (one.width, one.height) for one in answers]


def drawn(data: bytes) -> Picture:
    (answer,) = drawn_anew([(data, "a photo")])
    assert isinstance(answer, Picture), answer
    return answer


def test_the_three_formats_become_a_plain_jpeg() -> None:
    answers = drawn_anew([(encoded(picture(), kind), "part.x") for kind in ("JPEG", "PNG", "WEBP")])

    for answer in answers:
        assert isinstance(answer, Picture)
        redrawn = Image.open(io.BytesIO(answer.data))
        assert (redrawn.format, redrawn.size) == ("JPEG", (64, 48))
        assert (answer.width, answer.height) == (64, 48)


def test_place_time_and_comment_are_gone_and_the_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x0132] = 6, "SECRET-PLACE", "2026:03:09 10:00:00"
    exif.get_ifd(0x8825)[2] = (30.0, 2.0, 1.5)
    dirty = encoded(picture(64, 48), exif=exif, comment=b"SECRET-COMMENT")
    assert b"SECRET-PLACE" in dirty

    clean = drawn(dirty)

    assert (clean.width, clean.height) == (48, 64)
    assert b"SECRET" not in clean.data and b"Exif" not in clean.data
    assert not Image.open(io.BytesIO(clean.data)).getexif()


def test_what_is_hidden_behind_or_inside_the_picture_is_not_kept() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("x", "<script>alert(1)</script>")
    hidden = encoded(picture(), "PNG", pnginfo=text) + b"PK\x03\x04<?php evil"

    clean = drawn(hidden)

    assert b"script" not in clean.data and b"php" not in clean.data and b"PK" not in clean.data


def test_anything_else_is_refused_whatever_its_name_and_the_photo_behind_it_is_drawn() -> None:
    files = [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "x.svg"),
        (b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg/>', "x.png"),
        (b"GIF89a<script>1</script>", "x.jpg"),
        (b"%PDF-1.7", "x.jpeg"),
        (b"<html><body>hello</body></html>", "x.webp"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "x.png"),
        (b"\x00" * 500, "x.jpg"),
        (b"\x89PNG\r\n\x1a\n", "x.png"),
    ]

    *refused, last = drawn_anew([*files, (encoded(picture()), "photo.jpg")])

    assert isinstance(last, Picture)
    for answer, (_data, name) in zip(refused, files, strict=True):
        assert isinstance(answer, Refused)
        assert answer.code in {"photo.not_a_photo", "photo.damaged"} and answer.facts["name"] == name


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\x00" * 10_000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


def test_a_bomb_is_refused_before_a_pixel_is_read() -> None:
    for size in ((60_000, 60_000), (12_000, 12_000), (2_000_000, 30)):
        assert told((bomb(*size), "bomb.png")) == ["photo.too_many_pixels"]


def test_a_kind_that_takes_much_memory_may_have_fewer_pixels_and_its_own_limit_is_told() -> None:
    wide = encoded(picture(5_000, 4_000, "1").convert("RGB"), "WEBP", lossless=True)
    assert len(wide) < 2_000

    (answer,) = drawn_anew([(wide, "wide.webp")])

    assert isinstance(answer, Refused)
    assert (answer.code, answer.facts) == ("photo.too_many_pixels", {"name": "wide.webp", "most": 16})
    assert told((encoded(picture(5_000, 4_000)), "wide.jpg")) == [(LONGEST, 1_920)]


def test_what_breaks_the_process_is_damaged_and_the_others_are_drawn_all_the_same() -> None:
    """Without its cap of pixels the middle one takes more memory than the process has."""
    greedy = encoded(picture(5_000, 4_000), "WEBP", lossless=True)
    small = (encoded(picture()), "small.jpg")
    little = Limits(decoded_mib=4_096, memory_mib=192)

    assert told(small, (greedy, "greedy.webp"), small, limits=little) == [(64, 48), "photo.damaged", (64, 48)]


def test_a_picture_that_takes_too_long_ends_its_process_and_those_behind_it_wait() -> None:
    slow = encoded(Image.effect_noise((2_000, 2_000), 60).convert("RGB"), "WEBP", quality=90)

    assert told((slow, "slow.webp"), (slow, "next.webp"), limits=Limits(wall_seconds=0)) == ["photo.busy"] * 2


def test_the_memory_of_the_portal_does_not_grow_by_what_a_picture_takes() -> None:
    """In a process that has drawn nothing yet: the highest it ever stood before and after."""
    program = (
        "import io, resource; from PIL import Image; from portal.core.pictures.reader import drawn_anew;"
        " target = io.BytesIO(); Image.new('RGB', (3900, 3900)).save(target, 'PNG'); data = target.getvalue();"
        " before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        " drawn_anew([(data, 'a.png')] * 2);"
        " print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before,"
        " resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    grown, child = map(int, said.split())
    assert grown < 20_000 and 60_000 < child < DEFAULT_LIMITS.memory_mib * 1_024


def test_a_compressed_text_bomb_and_a_torn_file_are_refused() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("x", "A" * 70_000_000, zip=True)
    torn = encoded(picture(600, 400), quality=95)

    bombed, half = told((encoded(picture(), "PNG", pnginfo=text), "text.png"), (torn[: len(torn) // 2], "torn.jpg"))

    assert bombed in {"photo.damaged", "photo.not_a_photo"} and half == "photo.damaged"


def test_a_process_that_takes_torn_photos_for_whole_ones_does_not_let_them_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The printer of papers sets this for the whole process that prints."""
    importlib.import_module("portal.documents.printing.printer")
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    torn = encoded(picture(600, 400), quality=95)

    assert told((torn[: len(torn) // 2], "torn.jpg")) == ["photo.damaged"]


def test_a_large_photo_is_made_smaller_and_transparency_becomes_white() -> None:
    large = drawn(encoded(picture(4_000, 3_000)))
    clear = drawn(encoded(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"))

    assert (large.width, large.height) == (LONGEST, 1_800)
    assert Image.open(io.BytesIO(clear.data)).getpixel((5, 5)) == (255, 255, 255)


def test_odd_kinds_of_colour_are_taken() -> None:
    modes = ["L", "P", "LA", "CMYK", "1", "I;16"]
    files = [(encoded(Image.new(mode, (8, 8)), "JPEG" if mode == "CMYK" else "PNG"), mode) for mode in modes]

    assert told(*files) == [(8, 8)] * len(modes)


def test_photos_that_are_too_much_together_are_refused_by_their_heads() -> None:
    wide = encoded(picture(5_000, 5_000, "1"), "PNG")

    with pytest.raises(Refused, match="too_many_pixels_sent"):
        drawn_anew([(wide, "a.png")] * 5)


def test_one_at_a_time_has_pictures_drawn_and_who_cannot_wait_is_told() -> None:
    def want() -> None:
        with turn(patience=0.01):
            pass

    with turn(), pytest.raises(Refused, match=r"photo\.busy"):
        want()
    want()
