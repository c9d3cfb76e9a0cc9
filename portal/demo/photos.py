"""Photos of some parts of the demo, drawn here: turned metal on a light table, and the list a buyer keeps of them."""

import io
from collections.abc import Callable
from math import cos, pi, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from portal.catalogue.lists import service as lists
from portal.catalogue.photos.forms import take_photos
from portal.core.data.sessions import perform
from portal.core.pictures.sent import Upload
from portal.demo.cast import actor_of
from portal.demo.loading import Loading

SIDE, MIDDLE = 1_000, 500
OF_EACH_KIND = 3
"""So many parts of a kind have photos; who sells, and how, is the same of all of them."""
BUYER, LIST = "buyer@nile.example", "Brakes and wheels, spring service"
STEWARD = "steward@hq.example"
Pen = ImageDraw.ImageDraw


def tell_photos(loading: Loading) -> None:
    """Let the steward send photos named by their parts, and a buyer of Cairo keep a list of those parts."""
    numbers = {kind: _numbers(kind, loading) for kind in VIEWS}
    steward, buyer = actor_of(STEWARD), actor_of(BUYER)
    uploads: list[Upload] = []
    for kind, views in VIEWS.items():
        drawn = [view() for view in views]
        uploads += [(data, f"{number}_{place}.jpg") for number in numbers[kind] for place, data in enumerate(drawn, 1)]
    take_photos(uploads, steward, loading.now)
    made = perform(lists.make_list, LIST, buyer, loading.now)
    for kind, pieces in (("brake_disc_front", 8), ("brake_disc_rear", 8), ("alloy_wheel", 4)):
        for number in numbers[kind]:
            perform(lists.put_on_list, made, number, pieces, buyer, loading.now)


def _numbers(kind: str, loading: Loading) -> list[str]:
    there = (part.number for part in loading.parts if part.kind == kind and part.number not in loading.superseded)
    return sorted(there)[:OF_EACH_KIND]


def _disc(holes: int) -> bytes:
    def steel(pen: Pen) -> None:
        _ring(pen, 380, 168)

    def hub(pen: Pen) -> None:
        _ring(pen, 200, 88)

    def bores(pen: Pen) -> None:
        for at in range(5):
            _dot(pen, 140, 2 * pi * at / 5, 15)
        for at in range(holes):
            for turn, far in enumerate((228, 280, 332)):
                _dot(pen, far, 2 * pi * (at + turn / 3) / holes, 10)

    return _photo((steel, (196, 200, 204)), (hub, (120, 126, 132)), holes=bores)


def _edge() -> bytes:
    """Return a disc seen from its edge: two plates, and the vanes between them."""

    def plates(pen: Pen) -> None:
        for left, right in ((452, 474), (526, 548)):
            pen.rounded_rectangle((left, 120, right, 880), 6, fill=255)

    def vanes(pen: Pen) -> None:
        for at in range(24):
            top = 132 + at * 31
            pen.rectangle((474, top, 526, top + 12), fill=255)

    def bell(pen: Pen) -> None:
        pen.rounded_rectangle((548, 320, 640, 680), 18, fill=255)

    return _photo((plates, (190, 194, 198)), (vanes, (150, 155, 160)), (bell, (120, 126, 132)))


def _wheel(spokes: int) -> bytes:
    def rim(pen: Pen) -> None:
        _ring(pen, 400, 340)

    def arms(pen: Pen) -> None:
        for at in range(spokes):
            turn = 2 * pi * at / spokes
            pen.line([_at(70, turn), _at(225, turn)], fill=255, width=58)
            for side in (-0.17, 0.17):
                pen.line([_at(210, turn), _at(352, turn + side)], fill=255, width=30)
        _ring(pen, 112, 0)

    def bores(pen: Pen) -> None:
        for at in range(5):
            _dot(pen, 66, 2 * pi * (at + 0.5) / 5, 12)
        _dot(pen, 0, 0, 30)

    return _photo((rim, (176, 181, 187)), (arms, (200, 204, 209)), holes=bores)


def _spring() -> bytes:
    def wire(pen: Pen) -> None:
        way = [(MIDDLE + 190 * cos(turn / 40 * 2 * pi), 130 + turn * 2.6) for turn in range(286)]
        pen.line(way, fill=255, width=44, joint="curve")
        for x, y in (way[0], way[-1]):
            pen.ellipse((x - 22, y - 22, x + 22, y + 22), fill=255)

    return _photo((wire, (58, 72, 92)))


VIEWS: dict[str, tuple[Callable[[], bytes], ...]] = {
    "brake_disc_front": (lambda: _disc(18), _edge),
    "brake_disc_rear": (lambda: _disc(0), _edge),
    "alloy_wheel": (lambda: _wheel(5),),
    "coil_spring": (_spring,),
}
"""Which kinds have photos, and what is seen on each."""


def _photo(
    *pieces: tuple[Callable[[Pen], None], tuple[int, int, int]], holes: Callable[[Pen], None] | None = None
) -> bytes:
    """Return a JPEG of pieces of metal, one upon the other, bored through, in light from above."""
    masks = [(_mask(draw), colour) for draw, colour in pieces]
    bored = ImageChops.invert(_mask(holes)) if holes else None
    if bored is not None:
        masks = [(ImageChops.multiply(mask, bored), colour) for mask, colour in masks]
    whole = masks[0][0]
    for mask, _colour in masks[1:]:
        whole = ImageChops.lighter(whole, mask)
    table = Image.composite(_plain((250, 250, 251)), _plain((222, 225, 229)), Image.linear_gradient("L").resize(_SIZE))
    shadow = ImageChops.offset(whole, 14, 26).filter(ImageFilter.GaussianBlur(18)).point(lambda shade: shade * 0.45)
    table.paste((70, 76, 84), mask=shadow)
    light = Image.linear_gradient("L").rotate(35, expand=False, fillcolor=128).resize(_SIZE)
    for mask, (red, green, blue) in masks:
        dark = _plain((red * 5 // 9, green * 5 // 9, blue * 5 // 9))
        table.paste(Image.composite(dark, _plain((red, green, blue)), light), mask=mask)
        inner = mask.filter(ImageFilter.MinFilter(7))
        edge = ImageChops.subtract(mask, inner).point(lambda shade: shade * 0.7)
        table.paste((245, 247, 249), mask=edge)
    target = io.BytesIO()
    table.save(target, "JPEG", quality=88)
    return target.getvalue()


_SIZE = (SIDE, SIDE)


def _plain(colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", _SIZE, colour)


def _mask(draw: Callable[[Pen], None]) -> Image.Image:
    mask = Image.new("L", _SIZE, 0)
    draw(ImageDraw.Draw(mask))
    return mask.filter(ImageFilter.GaussianBlur(0.8))


def _at(far: float, turn: float) -> tuple[float, float]:
    return MIDDLE + far * sin(turn), MIDDLE - far * cos(turn)


def _ring(pen: Pen, outer: int, inner: int) -> None:
    for far, fill in ((outer, 255), (inner, 0)):
        pen.ellipse((MIDDLE - far, MIDDLE - far, MIDDLE + far, MIDDLE + far), fill=fill)


def _dot(pen: Pen, far: float, turn: float, size: int) -> None:
    x, y = _at(far, turn)
    pen.ellipse((x - size, y - size, x + size, y + size), fill=255)
