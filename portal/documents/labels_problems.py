"""Words of why a paper cannot be issued: a place in its data, told as people name it on the paper."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from portal.core import formats
from portal.core.web.languages import language
from portal.documents.kinds import KINDS
from portal.documents.rules_fields import FIELDS, PLACES

MISSING = " is missing"
_SUM = re.compile(
    r"(?P<path>[\w.\[\]]+).* is (?P<printed>\S+), but (?:adds up to|quantity x unit price is) (?P<counted>\S+)"
)
_PATH = re.compile(r"[\w.\[\]]+")
_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<index>\d+)\])?")

PLACE_WORDS: Mapping[str, str] = {
    **{name: words for kind in KINDS.values() for name, words in kind.places.items()},
    **PLACES,
}
FIELD_WORDS: Mapping[str, str] = {
    **{name: words for kind in KINDS.values() for name, words in kind.fields.items()},
    **FIELDS,
}


def field_text(path: str) -> str:
    """Return a place in a paper's data (`lines[3].hs_code`) in words: `Line 4: HS code`."""
    steps = [step.groupdict() for step in map(_STEP.fullmatch, path.split(".")) if step is not None]
    told = [_step_text(step["name"], step["index"], last=step is steps[-1]) for step in steps]
    text = told.pop() if told else _("a further field")
    for place in reversed(told):
        text = _("%(label)s: %(text)s", label=place, text=text)
    return text


def _step_text(name: str, index: str | None, *, last: bool) -> str:
    number = formats.number(int(index) + 1, language()) if index is not None else ""
    if name == "lines" and number:
        return _("Line %(line)s", line=number)
    if name == "cartons" and number:
        return _("Carton %(number)s", number=number)
    words = FIELD_WORDS.get(name) if last else None
    known = words or PLACE_WORDS.get(name) or FIELD_WORDS.get(name)
    return _(known) if known else _("a further field")


def problems_text(problems: Any) -> str:
    """Return why a paper cannot be issued as one list, each problem in words."""
    return formats.listed(map(_problem_text, problems), language())


def _problem_text(problem: str) -> str:
    if problem.endswith(MISSING):
        return _("%(field)s (missing)", field=field_text(problem.removesuffix(MISSING)))
    if found := _SUM.fullmatch(problem):
        return _(
            "%(field)s says %(printed)s where its parts make %(counted)s",
            field=field_text(found["path"]),
            printed=found["printed"],
            counted=found["counted"],
        )
    path = _PATH.match(problem)
    return _("%(field)s is not as it must be", field=field_text(path[0] if path else ""))
