"""Every address of the portal and every parameter of it, found in the running application.

Path parameters come from the routes; query parameters and form fields from what views read while
requests are made (`noting`), and from the forms and links of pages. `parameters.csv` is the published
list of what each one is: an id of a kind (`table.column`), an id inside the field's name
(`name:table.column`), a list's export, a secret, or plain. What it does not list fails a test.
"""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask, Request, has_request_context, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

LIST = Path(__file__).with_name("parameters.csv")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, order=True)
class Parameter:
    """Where a value comes in: `path`, `query` or `form`, of an endpoint, under a name."""

    place: str
    endpoint: str
    name: str


@dataclass(frozen=True)
class Meaning:
    """What a parameter is: its kind, and an example where a plain one is needed to reach a page."""

    kind: str
    example: str = ""

    @property
    def id_kind(self) -> str:
        """Return `table.column` where the value, or a part of the name, is an id."""
        return self.kind.removeprefix("name:") if "." in self.kind else ""

    @property
    def in_name(self) -> bool:
        """Tell whether the id stands in the name of the field."""
        return self.kind.startswith("name:")


def plain_name(name: str) -> str:
    """Return a field's name with its numbers taken out: `approved-17` is `approved-*`."""
    return re.sub(r"\d+", "*", name)


class Parameters:
    """The published list, asked by place, endpoint and name; the nearest entry wins."""

    def __init__(self, path: Path = LIST) -> None:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.known = {
            Parameter(row["place"], row["endpoint"], row["name"]): Meaning(row["kind"], row["example"]) for row in rows
        }
        assert len(self.known) == len(rows), "a parameter stands twice in the list"

    def meaning(self, parameter: Parameter) -> Meaning | None:
        """Return what a parameter is, or None where the list does not say.

        An entry for `orders.*` holds for its parts (`orders_entry`) too, where they have none of their own.
        """
        name, blueprint = plain_name(parameter.name), parameter.endpoint.split(".")[0]
        words = blueprint.split("_")
        rooms = ("_".join(words[:n]) + ".*" for n in range(len(words), 0, -1))
        for endpoint in (parameter.endpoint, *rooms, "*"):
            found = self.known.get(Parameter(parameter.place, endpoint, name))
            if found:
                return found
        return None

    def exports(self, endpoint: str) -> set[str]:
        """Return the names of query parameters that turn this view's list into a file."""
        names = {one.name for one, meaning in self.known.items() if meaning.kind == "export"}
        return {name for name in names if self.meaning(Parameter("query", endpoint, name)) is not None}

    def unknown(self, parameters: set[Parameter]) -> list[str]:
        """Return the lines the list lacks, ready to be completed."""
        lacking = {
            f"{one.place},{one.endpoint},{plain_name(one.name)},?," for one in parameters if not self.meaning(one)
        }
        return sorted(lacking)


def rules_of(app: Flask, only: str = "") -> list[tuple[Rule, str]]:
    """Return every route with each of its methods, files aside; `only` those of endpoints that start so."""
    return [
        (rule, method)
        for rule in sorted(app.url_map.iter_rules(), key=lambda each: (each.endpoint, each.rule))
        for method in METHODS
        if method in (rule.methods or ()) and rule.endpoint != "static" and rule.endpoint.startswith(only)
    ]


def choices_of(rule: Rule, name: str) -> list[str]:
    """Return the words a path parameter is limited to (`<any(enable,disable):action>`), or none."""
    return sorted(getattr(rule._converters.get(name), "items", ()))


_noted: set[Parameter] = set()


class _Noting(ImmutableMultiDict[str, str]):
    """Values of a request that note every name they are asked for."""

    place = ""

    def _note(self, name: object) -> None:
        if isinstance(name, str) and has_request_context() and request.endpoint:
            _noted.add(Parameter(self.place, request.endpoint, name))

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._note(name)
        return super().__contains__(name)

    def get(self, name: str, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        self._note(name)
        return super().get(name, *args, **kwargs)

    def getlist(self, name: str, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        self._note(name)
        return super().getlist(name, *args, **kwargs)


class NotingRequest(Request):
    """A request whose query and form note what views read of them."""

    @cached_property
    def args(self) -> Any:
        """Return the query."""
        values = _Noting(super().args)
        values.place = "query"
        return values

    @cached_property
    def form(self) -> Any:
        """Return the form."""
        self._load_form_data()
        values = _Noting(self.__dict__["form"])
        values.place = "form"
        return values


def noted() -> frozenset[Parameter]:
    """Return what views have read since noting began; nothing outside of it."""
    return frozenset(_noted)


@contextmanager
def noting(app: Flask) -> Iterator[set[Parameter]]:
    """Let an application note the parameters its views read, for a block."""
    usual, app.request_class = app.request_class, NotingRequest
    _noted.clear()
    try:
        yield _noted
    finally:
        app.request_class = usual
        _noted.clear()
