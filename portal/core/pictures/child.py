"""Draws pictures anew inside a short-lived process with little memory and little time.

Started by `portal.core.pictures.reader`: names, sizes and limits as JSON in the first argument, the files
one after the other on standard input. Each picture is answered as it is done by a line of JSON,
`{"width": ..., "height": ..., "size": ...}` and as many bytes of JPEG behind it, or `{"refused": code,
"facts": {...}}`; so what was drawn before a picture that breaks the process is not lost.
"""

import io
import json
import struct
import sys
import warnings
from typing import Any

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from portal.core.confined.child import confine
from portal.core.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85
MILLION = 1_000_000
_ORIENTATION = 0x0112
_BYTES_A_PIXEL = {"WEBP": 16, "PNG": 10, "JPEG": 6}
"""What decoding takes at most: a WebP picture holds its canvas four times, a PNG its pixels and their smaller
copy, a JPEG that is drawn in passes its coefficients; other JPEGs are decoded at the size they are kept."""
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    ZeroDivisionError,
)
Limits = dict[str, int]


def most_pixels(kind: str, limits: Limits) -> int:
    """Return how many pixels a picture of a kind may have: within the memory there is, and within what is asked."""
    return min(limits["pixels"], limits["decoded_mib"] * 2**20 // _BYTES_A_PIXEL[kind])


def opened(data: bytes, name: str, limits: Limits) -> Image.Image:
    """Return a picture of which only the head is read; refuse other files, and too many pixels."""
    most = limits["pixels"]
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise Refused("photo.too_many_pixels", name=name, most=most // MILLION) from bomb
    except _BROKEN as unknown:
        raise Refused("photo.not_a_photo", name=name) from unknown
    most = most_pixels(str(picture.format), limits)
    if picture.width * picture.height > most:
        raise Refused("photo.too_many_pixels", name=name, most=most // MILLION)
    return picture


def drawn(picture: Image.Image, name: str, longest: int) -> tuple[bytes, int, int]:
    """Return a JPEG of nothing but the pixels, upright, with its width and height; refuse what is damaged."""
    try:
        picture.draft("RGB", (longest, longest))
        picture.load()
        turned = picture.getexif().get(_ORIENTATION, 1)
        picture.thumbnail((longest, longest))
        upright = ImageOps.exif_transpose(_with_turn(_flat(picture), turned))
        target = io.BytesIO()
        _bare(upright).save(target, "JPEG", quality=QUALITY, optimize=True)
    except _BROKEN as broken:
        raise Refused("photo.damaged", name=name) from broken
    return target.getvalue(), upright.width, upright.height


def _flat(picture: Image.Image) -> Image.Image:
    """Return the picture in plain colours; what was transparent becomes white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        ground = Image.new("RGB", picture.size, "white")
        layer = picture.convert("RGBA")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _with_turn(picture: Image.Image, turned: object) -> Image.Image:
    bare = _bare(picture)
    if isinstance(turned, int) and 2 <= turned <= 8:
        bare.getexif()[_ORIENTATION] = turned
    return bare


def _bare(picture: Image.Image) -> Image.Image:
    """Return the same pixels with nothing beside them: no EXIF, profile, comment or thumbnail."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    return bare


def _check_together(files: list[tuple[str, bytes]], limits: Limits) -> None:
    """Refuse pictures of too many pixels together, by their heads, before any is decoded."""
    pixels = 0
    for name, data in files:
        try:
            with opened(data, name, limits) as picture:
                pixels += picture.width * picture.height
        except Refused as refusal:
            pixels += limits["pixels"] if refusal.code == "photo.too_many_pixels" else 0
    if pixels > limits["pixels_sent"]:
        raise Refused("photo.too_many_pixels_sent", most=limits["pixels_sent"] // MILLION)


def _answer(name: str, data: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
    try:
        with opened(data, name, limits) as picture:
            body, width, height = drawn(picture, name, limits["longest_side"])
    except Refused as refusal:
        return {"refused": refusal.code, "facts": refusal.facts}, b""
    return {"width": width, "height": height, "size": len(body)}, body


def _say(line: dict[str, Any], body: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


def main() -> None:
    """Confine the process, then read and answer; a picture that breaks the limits ends it without an answer."""
    order = json.loads(sys.argv[1])
    limits: Limits = order["limits"]
    confine(limits["memory_mib"], limits["cpu_seconds"])
    warnings.simplefilter("ignore")
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    files = [(name, sys.stdin.buffer.read(size)) for name, size in order["files"]]
    try:
        _check_together(files, limits)
    except Refused as refusal:
        _say({"refused": refusal.code, "facts": refusal.facts, "all": True})
        return
    for name, data in files:
        _say(*_answer(name, data, limits))
