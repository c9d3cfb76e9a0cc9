"""The logos of the demo's sellers, drawn here: the five stars of the charioteer beside the word."""

import io
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFont

from portal.accounts.sellers.service_logos import set_logo
from portal.core.actor import SYSTEM
from portal.core.pictures.reader import Picture
from portal.demo.loading import Loading
from portal.documents.printing.places import STATIC

HEIGHT, LINE = 140, 7
BLUE, ORANGE = (16, 54, 79), (201, 106, 27)


def add_logos(loading: Loading) -> None:
    """Give each seller its logo: the same stars, another word."""
    for code, word in (("CN01", "AURIGA"), ("DE01", "AURIGA EU")):
        set_logo(loading.entities[code], drawn(word), SYSTEM, loading.now)


def drawn(word: str) -> Picture:
    """Return a logo with a word in capitals."""
    letters = ImageFont.truetype(str(STATIC / "fonts" / "NotoSans-Bold.ttf"), 78)
    width = HEIGHT + 10 + round(letters.getlength(word))
    picture = Image.new("RGB", (width, HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    middle, far = HEIGHT // 2, HEIGHT // 2 - 18
    stars = [(middle + far * sin(2 * pi * at / 5), middle - far * cos(2 * pi * at / 5)) for at in range(5)]
    pen.line([*stars, stars[0]], fill=BLUE, width=LINE, joint="curve")
    for at, (x, y) in enumerate(stars):
        size = 17 if at == 0 else 11
        pen.ellipse((x - size, y - size, x + size, y + size), fill=BLUE if at else ORANGE)
    pen.text((HEIGHT + 10, middle), word, fill=BLUE, font=letters, anchor="lm")
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=90)
    return Picture(target.getvalue(), width, HEIGHT)
