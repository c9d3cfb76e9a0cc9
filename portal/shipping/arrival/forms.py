"""A count of cartons as it was typed: what was said of each, its lines and notes, and what is wrong beside them."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core import formats
from portal.core.web.languages import language
from portal.shipping.arrival.rules_counting import Answer, CountedCarton, CountedLine, Counting, answer_of, as_answered
from portal.shipping.depot.queries_contents import Content, Contents, PackedCarton
from portal.shipping.forms import Typed

NOTE_LENGTH = 400
WHOLE = frozenset({Answer.GOOD, Answer.MISSING})
FIELDS = ("received", "damaged", "wrong", "note")


def name_of(field: str, carton: PackedCarton, content: Content) -> str:
    """Return the name of a field of one line in one carton."""
    return f"{field}-{carton.position}-{content.line.id}"


def read_counting(contents: Contents, typed: Typed) -> Counting:
    """Return the count as it was typed, what is wrong kept in `typed`; a line that says nothing came as shipped.

    Where a carton is said to be all good or missing, that holds for all its lines, whatever was typed before.
    """
    return Counting(tuple(_carton(carton, typed) for carton in contents.cartons))


def _carton(carton: PackedCarton, typed: Typed) -> CountedCarton:
    said = typed.value(f"carton-{carton.position}")
    read = _as_shipped if said in WHOLE else _line
    lines = [read(carton, content, typed) for content in carton.contents]
    answer = answer_of(said, lines)
    return CountedCarton(carton.position, answer, tuple(as_answered(answer, line) for line in lines))


def _as_shipped(_carton: PackedCarton, content: Content, _typed: Typed) -> CountedLine:
    return CountedLine(content.line.id, content.quantity, content.quantity)


def _line(carton: PackedCarton, content: Content, typed: Typed) -> CountedLine:
    names = {field: name_of(field, carton, content) for field in FIELDS}
    received = typed.count(names["received"], content.quantity)
    if not typed.value(names["received"], received).strip():
        typed.errors[names["received"]] = _("Write how many arrived, 0 where none did.")
    damaged, wrong = typed.count(names["damaged"]), typed.count(names["wrong"])
    if damaged + wrong > received and not any(name in typed.errors for name in names.values()):
        typed.errors[names["damaged" if damaged else "wrong"]] = _(
            "More than the %(received)s received: count damaged and wrong pieces among them.",
            received=formats.number(received, language()),
        )
    return CountedLine(content.line.id, content.quantity, received, damaged, wrong)


def read_notes(contents: Contents, counting: Counting, typed: Typed) -> dict[int, str]:
    """Return what was said of each line, all its cartons together, of cartons that were counted line by line."""
    found: dict[int, list[str]] = {}
    for carton, counted in zip(contents.cartons, counting.cartons, strict=True):
        for content in carton.contents if counted.answer not in WHOLE else ():
            name = name_of("note", carton, content)
            note = typed.value(name).strip()
            if len(note) > NOTE_LENGTH:
                typed.errors[name] = ngettext(
                    "A note has at most %(num)s character.", "A note has at most %(num)s characters.", NOTE_LENGTH
                )
            if note:
                found.setdefault(content.line.id, []).append(note)
    return {line_id: "; ".join(notes) for line_id, notes in found.items()}


def as_typed(contents: Contents, typed: Typed) -> list[tuple[str, str]]:
    """Return all that was typed into the count, name and value, to be carried on to the question and back."""
    cartons = contents.cartons
    names = [f"carton-{carton.position}" for carton in cartons]
    names += [name_of(field, carton, each) for carton in cartons for each in carton.contents for field in FIELDS]
    return [(name, typed.values[name]) for name in names if name in typed.values]
