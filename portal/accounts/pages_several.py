"""Lists for whoever sees what several companies have: by which of them a list is narrowed.

It is chosen of a select as long as there are few. Of many it is typed: their code or a part of their name, with those
offered that fit (htmx asks the list's own address, which its own permission guards), or on Enter without script.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, request
from flask_babel import gettext as _

from portal.accounts.queries import companies_with, company_names
from portal.accounts.queries_named import (
    CHOSEN,
    TYPED,
    at_least,
    companies_below,
    companies_called,
    company_called,
    region_called,
)
from portal.accounts.rules_apart import told_apart
from portal.accounts.rules_named import LONGEST_CALLED, Named, meant
from portal.core.actor import Door
from portal.core.errors import Refused
from portal.core.numerals import whole_number
from portal.core.tables import ListState, TypedChoice, list_state
from portal.core.web.columns import several_seen
from portal.core.web.guards import current_actor, door_of_request
from portal.core.web.pages import respond, wants_partial
from portal.core.web.refusals import words_of

View = TypeVar("View", bound=Callable[..., Any])
MANY = 100
"""From so many companies on one is typed: nobody reads through more, and a page would cost what they all weigh."""
MOST_OFFERED = 20
MOST_FITTING = 8
ASKS = ("offer", "companies")
"""What an address says that asks for the companies that fit, in place of the list."""


def several_ids() -> list[int]:
    """Return the ids of the companies whose rows somebody at a distributor sees, none where it is one alone."""
    own = door_of_request() is Door.DISTRIBUTOR and several_seen()
    return sorted(current_actor().distributor_ids) if own else []


def company_list_state(
    args: Mapping[str, str], *, sorts: Sequence[str], filters: Mapping[str, Sequence[str] | None]
) -> ListState:
    """Return the view of a list that an address asks for, with the filters `distributor` (id) and `company` (typed).

    What was typed and means one company becomes its id; else it stays, and no row fits it (`of_company_chosen`). Who
    sees one company alone has neither.
    """
    asked = None if several_seen() else ()
    state = list_state(args, sorts=sorts, filters={**filters, CHOSEN: asked, TYPED: asked})
    chosen = state.filters[CHOSEN]
    text = args.get(TYPED, "").strip() if asked is None else ""
    if chosen and not text and whole_number(chosen) is None:
        text = chosen  # an address by hand may name its code
    if text:
        found = _meant(text)
        chosen, text = (str(found.id), "") if found else ("", text)
    elif door_of_request() is Door.DISTRIBUTOR and chosen not in map(str, several_ids()):
        chosen = ""
    return replace(state, filters={**state.filters, CHOSEN: chosen, TYPED: text})


def _meant(text: str) -> Named | None:
    """The company a text means; none where it calls a region, whatever else has it in its name."""
    found = None if len(text) > LONGEST_CALLED else meant(text, companies_called(text, MOST_FITTING + 1))
    return None if found and not found.called(text) and region_called(text) else found


def company_choices(state: ListState, owner: Any = None, *seen: Any) -> Sequence[tuple[str, str]]:
    """Return these companies as the choices of a filter, by name; from `MANY` on the one that is typed.

    At headquarters they are those that have rows of a list, where the column that names their distributor is given;
    `seen` are the conditions of those rows that headquarters sees.
    """
    if not several_seen():
        return []
    found: Mapping[int, str] = {}
    if owner is not None and door_of_request() is Door.HQ and not state.filters.get(TYPED):
        found = companies_with(owner, *seen, many=MANY)
    if is_typed(state, found):
        return typed_company(state)
    return [(str(key), name) for key, name in (found or company_names(several_ids())).items()]


def is_typed(state: ListState, found: Collection[int]) -> bool:
    """Tell whether the company of a view is typed: there are many, or something was typed that means none.

    `found` are those that were asked for on the condition that there are few (`fewer_than`).
    """
    return bool(state.filters.get(TYPED)) or (not found and at_least(MANY))


def typed_company(state: ListState) -> TypedChoice:
    """Return the filter by a company that is typed, as it stands; asks for one company and no others."""
    hint, text = _("Distributor: code or name"), state.filters.get(TYPED, "")
    field = TypedChoice(TYPED, text, hint, "=".join(ASKS))
    if text:
        return _unknown(field, state)
    key = whole_number(state.filters.get(CHOSEN))
    if key is None:
        return field
    found = company_called(key)
    if found is not None and found.region:
        return _region(replace(field, text=found.code), found, state)
    if found is None:
        return replace(field, fault=_("There is no such distributor."))
    return replace(field, text=found.code, chosen=((str(found.id), found.name),))


def _unknown(field: TypedChoice, state: ListState) -> TypedChoice:
    """Return a filter whose text means none, with why, and the ways to those that fit it."""
    if len(field.text) > LONGEST_CALLED:
        return replace(field, fault=words_of(Refused("text.too_long", limit=LONGEST_CALLED, found=len(field.text))))
    if region := region_called(field.text):
        return _region(field, region, state)
    found = companies_called(field.text, MOST_FITTING)
    if not found:
        return replace(field, fault=_("No distributor has “%(text)s” in its code or name.", text=field.text))
    fault = _("Several distributors fit “%(text)s”. Choose one, or type more of its code or name.", text=field.text)
    return replace(field, fault=fault, ways=_ways(found, state))


def _region(field: TypedChoice, region: Named, state: ListState) -> TypedChoice:
    """Return a filter set to a region, which has nothing of its own: that is said, and ways lead to its companies."""
    fault = _("“%(text)s” is a region. Choose one of its distributors.", text=region.name)
    return replace(field, fault=fault, ways=_ways(companies_below(region, MOST_FITTING), state))


def _ways(found: Sequence[Named], state: ListState) -> tuple[tuple[str, str], ...]:
    kept = {TYPED: None, "page": None}
    return tuple((f"{each.name} · {each.code}", state.query(**kept, **{CHOSEN: each.id})) for each in found)


def offers_companies(view: View) -> View:
    """Let the view of a list answer the companies that fit what is being typed, where its field asks for them."""

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> Any:
        asked = request.args.get(ASKS[0]) == ASKS[1]
        return _offered() if asked and wants_partial() and several_seen() else view(*args, **kwargs)

    return cast(View, answered)


def _offered() -> Response:
    text = request.args.get(TYPED, "").strip()
    found = companies_called(text, MOST_OFFERED) if 0 < len(text) <= LONGEST_CALLED else []
    names = told_apart([(each.name, each.code) for each in found])
    return respond(
        "components/_offered.html", offered=[(each.code, name) for each, name in zip(found, names, strict=True)]
    )
