"""What a paper's file is made of, written once.

The printer writes each piece of a file twice, into the file and for the file's fingerprint, and packs it both times as
tightly as it can. Pieces that are written and packed beforehand are the same file to every reader, a hundredth larger.
"""

import zlib
from typing import TYPE_CHECKING

import pydyf

if TYPE_CHECKING:
    from weasyprint import Document

TIGHT_ENOUGH = 6
"""How hard streams are packed, of 9: the last hundredth costs as much again."""


class Written(pydyf.Object):
    """A piece of a file whose bytes are known; it never changes."""

    def __init__(self, piece: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = piece.number, piece.generation, piece.free
        self._bytes: bytes = piece.data
        self._gathered: bool = piece.compressible

    @property
    def data(self) -> bytes:
        """The bytes of the piece."""
        return self._bytes

    @property
    def compressible(self) -> bool:
        """Whether the piece may be gathered with others."""
        return self._gathered


def seal(_: "Document", pdf: pydyf.PDF) -> None:
    """Write each piece of a finished file, the printer's last step before the file itself.

    What it adds while it writes, the gathered pieces and their table, is packed as it comes.
    """
    pdf.objects = [piece if piece.free == "f" else Written(_packed(piece)) for piece in pdf.objects]
    add = pdf.add_object

    def add_packed(piece: pydyf.Object) -> None:
        if isinstance(piece, pydyf.Stream) and piece.compress:
            packed = _packed(piece)
            piece.stream, piece.extra, piece.compress = packed.stream, packed.extra, False
        add(piece)

    pdf.add_object = add_packed


def _packed(piece: pydyf.Object) -> pydyf.Object:
    if not (isinstance(piece, pydyf.Stream) and piece.compress):
        return piece
    _, _, body = pydyf.Stream(piece.stream).data.partition(b"\nstream\n")
    packed = pydyf.Stream([zlib.compress(body.removesuffix(b"\nendstream"), TIGHT_ENOUGH)], piece.extra)
    packed.extra["Filter"] = "/FlateDecode"
    packed.number, packed.generation = piece.number, piece.generation
    return packed
