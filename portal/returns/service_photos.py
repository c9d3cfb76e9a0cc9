"""Photos of a claim: read with suspicion, drawn anew, and stored without their metadata.

What is stored is always a JPEG this portal drew itself from the pixels, so nothing that hid in the
file (scripts, places, thumbnails, trailing archives) is ever served.
"""

import io
import re
import struct
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.core import storage
from portal.core.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 36_000_000
MOST_SENT = 20 * 1024 * 1024
MOST_PIXELS_SENT = 100_000_000
LONGEST_SIDE = 2_400
QUALITY = 85
NAME_LENGTH = 120
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


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo drawn anew: JPEG bytes, and the size in pixels."""

    name: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A clean photo in storage."""

    name: str
    storage_key: str
    sha256: str
    size: int
    width: int
    height: int


def check_sent(photos: Iterable[tuple[bytes, str]]) -> None:
    """Refuse photos that are too much work together, by their sizes and headers, before any is drawn.

    Refuses `photo.too_much_sent` and `photo.too_many_pixels_sent`; what is no photo counts as
    nothing here and is refused by itself later.
    """
    size = pixels = 0
    for data, _name in photos:
        size += len(data)
        pixels += _pixels_of(data)
    if size > MOST_SENT:
        raise Refused("photo.too_much_sent", most=MOST_SENT // 1024 // 1024)
    if pixels > MOST_PIXELS_SENT:
        raise Refused("photo.too_many_pixels_sent", most=MOST_PIXELS_SENT // 1_000_000)


def _pixels_of(data: bytes) -> int:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _opened(data, "") as opened:
                return min(opened.width * opened.height, MOST_PIXELS)
    except Refused:
        return 0


def clean_photo(data: bytes, name: str) -> CleanPhoto:
    """Return an uploaded photo drawn anew, at most `LONGEST_SIDE` pixels long, upright.

    Refuses `photo.empty`, `.too_large` (bytes), `.not_a_photo` (any other format, SVG among them),
    `.too_many_pixels` (known before a pixel is read) and `.damaged`.
    """
    shown = file_name(name)
    if not data:
        raise Refused("photo.empty", name=shown)
    if len(data) > MOST_BYTES:
        raise Refused("photo.too_large", name=shown, most=MOST_BYTES // 1024 // 1024)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = _opened(data, shown)
        with opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("photo.too_many_pixels", name=shown, most=MOST_PIXELS // 1_000_000)
            return _drawn(opened, shown)


def _opened(data: bytes, shown: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise Refused("photo.too_many_pixels", name=shown, most=MOST_PIXELS // 1_000_000) from bomb
    except _BROKEN as unknown:
        raise Refused("photo.not_a_photo", name=shown) from unknown


def _drawn(opened: Image.Image, shown: str) -> CleanPhoto:
    try:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        turned = opened.getexif().get(0x0112, 1)
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        flat = _flat(opened)
        upright = ImageOps.exif_transpose(_with_turn(flat, turned))
        target = io.BytesIO()
        _bare(upright).save(target, "JPEG", quality=QUALITY, optimize=True)
    except _BROKEN as broken:
        raise Refused("photo.damaged", name=shown) from broken
    return CleanPhoto(shown, target.getvalue(), upright.width, upright.height)


def _flat(image: Image.Image) -> Image.Image:
    """Return the picture in plain colours; what was transparent becomes white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGB", image.size, "white")
        layer = image.convert("RGBA")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image.convert("RGB")


def _with_turn(image: Image.Image, turned: object) -> Image.Image:
    bare = _bare(image)
    if isinstance(turned, int) and 2 <= turned <= 8:
        bare.getexif()[0x0112] = turned
    return bare


def _bare(image: Image.Image) -> Image.Image:
    """Return the same pixels with nothing beside them: no EXIF, profile, comment or thumbnail."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare


def file_name(name: str) -> str:
    """Return a name fit to be shown and stored: no folders, no control or direction marks."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(char for char in last if char.isprintable()).strip(" .")
    return plain[-NAME_LENGTH:] or "photo"


def store_photo(photo: CleanPhoto) -> StoredPhoto:
    """Store a clean photo under the hash of its bytes; the same photo is stored once."""
    key, digest = storage.put(photo.data, "photos", ".jpg")
    return StoredPhoto(photo.name, key, digest, len(photo.data), photo.width, photo.height)


def photo_bytes(storage_key: str, sha256: str) -> bytes:
    """Return the JPEG of a stored photo; its hash is checked."""
    return storage.get(storage_key, sha256)
