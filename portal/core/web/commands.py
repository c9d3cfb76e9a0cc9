"""Carrying out what a form asks for: one transaction, then the next page, or the same page again with why not."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response

from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.core.web.pages import go, say

R = TypeVar("R")


def carry_out(
    command: Callable[[], R],
    *,
    told: str | Callable[[R], str],
    to: str | Callable[[R], str],
    again: Callable[[Any], Response],
    when: type[Refused] = Refused,
    then: tuple[str, str] | None = None,
    tone: Callable[[R], str] | None = None,
) -> Response:
    """Run a command in one transaction, say what was done (`told`), and go on `to` an address.

    Nothing is said with `told` "": the page gone to shows how it stands, and goes on by itself.
    Refused, nothing is changed and the page is shown `again` with the refusal; refusals of another kind than `when`
    are left to the error pages. `then` is the button of the message (see `say`), `tone` how it is told where that is
    not "ok" whatever was done. `told` and `to` may be made from what the command returned. The command may run more
    than once where the database asks for it (see `perform`).
    """
    try:
        result = perform(command)
    except when as refused:
        return again(refused)
    said = told(result) if callable(told) else told
    if said:
        say(said, tone(result) if tone else "ok", then=then)
    return go(to(result) if callable(to) else to)
