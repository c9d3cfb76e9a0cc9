"""Every kind of paper is whole: its series, fields, sums, words in all languages, template and a sample that prints."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypedDict, get_args, get_origin, get_type_hints

import pytest
from jinja2 import TemplateNotFound

from portal.core import locales
from portal.core.config import ROOT
from portal.core.permissions import Permission
from portal.documents.kinds import KINDS, kind_named
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.printing.markup import paper_html
from portal.documents.printing.pdf import render_pdf
from portal.documents.printing.words import words_of
from portal.documents.rules_fields import FIELDS, HEADING, PLACES
from portal.documents.rules_kinds import PaperKind, Subject
from portal.documents.rules_papers import problems_of
from portal.documents.rules_words import InContext, mark_in_context
from tests.documents.samples import maker_of

TRANSLATED = [code for code in locales.OFFERED if code != locales.DEFAULT]


def lacks_of(kind: PaperKind, others: Iterable[PaperKind] = KINDS.values()) -> list[str]:
    """Return what a kind of paper still lacks, one sentence each; empty when it is whole."""
    others = [other for other in others if other is not kind]
    return [*_in_specification(kind, others), *_in_words(kind, others), *_on_paper(kind)]


def _in_specification(kind: PaperKind, others: list[PaperKind]) -> Iterator[str]:
    if not re.fullmatch(r"[A-Z]{2,4}", kind.series) or kind.series in {other.series for other in others}:
        yield f"the series {kind.series} is not its own"
    if not kind.sums:
        yield "nothing is added up"
    if not kind.readers:
        yield "nobody may read it"
    yield from (f"{path} is not mandatory" for path in HEADING if path not in kind.mandatory)
    yield from (
        f"{path} is not in its snapshot" for path in kind.mandatory if not _leads_somewhere(path, kind.snapshot)
    )


def _leads_somewhere(path: str, shape: Any) -> bool:
    for step in path.split("."):
        if not hasattr(shape, "__annotations__"):
            return False
        shape = get_type_hints(shape).get(step.removesuffix("[]"))
        if step.endswith("[]"):
            shape = get_args(shape)[0] if get_origin(shape) is list else None
    return shape is not None


def _in_words(kind: PaperKind, others: list[PaperKind]) -> Iterator[str]:
    places, fields = {**kind.places, **PLACES}, {**kind.fields, **FIELDS}
    steps = [path.replace("[]", "").split(".") for path in kind.mandatory]
    yield from sorted(
        {f"{step[-1]} has no words" for step in steps} - {f"{name} has no words" for name in {**places, **fields}}
    )
    for other in others:
        told = {**other.fields, **other.places, **FIELDS, **PLACES}
        for name, words in {**kind.fields, **kind.places}.items():
            if told.get(name, words) != words:
                yield f"{name} is called otherwise elsewhere"
    own = [kind.label, kind.title, kind.subject.label, *kind.places.values(), *kind.fields.values()]
    own += [kind.recorded.thing, kind.recorded.issued] if kind.recorded is not None else []
    for code in TRANSLATED:
        yield from (f"“{words}” is not told in {code}" for words in own if not _is_told(words, code))


def _is_told(words: str, code: str) -> bool:
    return words.isupper() or words_of(code).local(words) != words


def _on_paper(kind: PaperKind) -> Iterator[str]:
    try:
        sample = maker_of(kind)(3)
    except ModuleNotFoundError:
        yield "there is no sample of it"
        return
    yield from problems_of(kind, sample)
    try:
        if sample["number"] not in paper_html(kind, sample, words_of("en")) or not render_pdf(kind, sample, "en"):
            yield "it prints without its number"
    except TemplateNotFound as missing:
        yield f"there is no template {missing.name}"


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_a_kind_is_whole(kind: PaperKind) -> None:
    assert lacks_of(kind) == []


class LoveLetter(TypedDict):
    """A paper that nobody thought through."""

    number: str
    lines: list[str]


LOVE_LETTER = PaperKind(
    code="love_letter",
    series="CI",
    rank=1,
    subject=Subject("heart", "Heart"),
    label="Love letter",
    title=mark_in_context("paper title", "Love letter"),
    snapshot=LoveLetter,
    mandatory=(*HEADING[2:], "number", "lines", "lines[].kisses"),
    sums=(),
    readers=frozenset(),
    fields={"date": "Day of the heart"},
)


def test_a_planted_kind_lacks_what_it_lacks() -> None:
    lacks = lacks_of(LOVE_LETTER, [*KINDS.values(), LOVE_LETTER])

    assert set(lacks) >= {
        "the series CI is not its own",
        "nothing is added up",
        "nobody may read it",
        "issue_date is not mandatory",
        "seller.name is not in its snapshot",
        "lines[].kisses is not in its snapshot",
        "kisses has no words",
        "date is called otherwise elsewhere",
        "“Love letter” is not told in zh",
        "“Heart” is not told in ar",
        "there is no sample of it",
    }
    assert "number is not in its snapshot" not in lacks


def test_a_kind_without_its_template_is_found() -> None:
    class Untitled(PaperKind):
        template = "documents/kinds/nowhere.html"

    given = {name: getattr(PACKING_LIST, name) for name in PACKING_LIST.__dataclass_fields__}

    assert lacks_of(Untitled(**given), []) == ["there is no template documents/kinds/nowhere.html"]


def test_a_sample_that_could_not_be_issued_is_found() -> None:
    stricter = replace(CREDIT_NOTE, checks=(*CREDIT_NOTE.checks, lambda snapshot: ["it rains"]))

    assert lacks_of(stricter, []) == ["it rains"]


def test_whatever_stands_in_the_folder_is_a_kind_with_its_template_and_its_sample() -> None:
    files = {path.stem for path in (ROOT / "portal" / "documents" / "kinds").glob("*.py")} - {"__init__"}
    templates = {path.stem for path in (ROOT / "templates" / "documents" / "kinds").glob("[!_]*.html")}
    samples = {path.stem for path in (ROOT / "tests" / "documents" / "samples").glob("*.py")} - {"__init__", "trade"}

    assert files == set(KINDS) == templates == samples
    trade = [COMMERCIAL_INVOICE, PACKING_LIST, CREDIT_NOTE]
    assert [kind for kind in KINDS.values() if kind in trade] == trade


def test_a_code_without_a_kind_is_refused() -> None:
    assert kind_named("credit_note") is CREDIT_NOTE
    with pytest.raises(ValueError, match="love_letter"):
        kind_named("love_letter")


def test_a_kind_is_read_at_both_doors_unless_it_says_otherwise() -> None:
    secret = replace(COMMERCIAL_INVOICE, readers=frozenset({Permission.AUDIT_VIEW}))

    assert PACKING_LIST.readable_with(frozenset({Permission.DOCUMENT_VIEW}))
    assert COMMERCIAL_INVOICE.readable_with(frozenset({Permission.HQ_DOCUMENT_VIEW}))
    assert not COMMERCIAL_INVOICE.readable_with(frozenset({Permission.ORDER_EDIT}))
    assert not secret.readable_with(frozenset({Permission.DOCUMENT_VIEW}))


def test_the_title_of_a_paper_is_told_apart_from_its_name_in_lists() -> None:
    assert all(isinstance(kind.title, InContext) and kind.title.context == "paper title" for kind in KINDS.values())


def test_a_paper_with_amounts_is_opened_by_who_sees_prices() -> None:
    with_amounts = {kind for kind in KINDS.values() if any(path.split(".")[0] == "totals" for path in kind.mandatory)}

    assert with_amounts == {COMMERCIAL_INVOICE, CREDIT_NOTE}
    assert not any(kind.readable_with(frozenset({Permission.DOCUMENT_VIEW})) for kind in with_amounts)
    assert all(kind.readable_with(frozenset({Permission.PRICE_VIEW})) for kind in with_amounts)
