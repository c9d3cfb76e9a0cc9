"""What lists may be asked for by name: the attributes of a model, those of its neighbours, and some expressions.

A column of a list says in names what it shows and sorts by; here a name becomes what is selected. So one more
column over what is stored needs no change of the query.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import inspect


class Names:
    """The names one query knows.

    An attribute of `model` is named as it is, one of a neighbour with its prefix (`distributor_name`), an
    expression as it is given in `further`, which comes first.
    """

    def __init__(
        self, model: type, neighbours: Mapping[str, type] | None = None, further: Mapping[str, Any] | None = None
    ) -> None:
        self._model, self._neighbours, self._further = model, neighbours or {}, further or {}

    def __getitem__(self, name: str) -> Any:
        """Return what a name stands for; raises `KeyError`."""
        if name in self._further:
            return self._further[name]
        for prefix, model in (("", self._model), *self._neighbours.items()):
            if name.startswith(prefix) and name.removeprefix(prefix) in _stored(model):
                return getattr(model, name.removeprefix(prefix))
        raise KeyError(name)

    def select(self, names: Iterable[str]) -> list[Any]:
        """Return what names stand for, in their order."""
        return [self[name] for name in names]


@lru_cache(maxsize=64)
def row_of(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    """Return what makes a row of these names of the values selected for them."""
    kind_of: Any = namedtuple  # noqa: PYI024 - its names are known only now
    made: Callable[[Iterable[Any]], Any] = kind_of("Row", names)._make
    return made


def _stored(model: type) -> Collection[str]:
    mapped: Any = inspect(model)
    return frozenset(mapped.column_attrs.keys())
