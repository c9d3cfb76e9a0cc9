"""Jinja as it is, but short where a page is long: in calling functions, writing texts and fetching macros.

A page of fifty rows calls some five hundred functions and writes some seven hundred values. For each
call Jinja asks whether the callable wants its context, and each value becomes a string of its own
class before it is joined to the others. Both are settled here by the type, with the same result.

Buys 19 % of a preview, 15 % of an order, 10 to 14 % of lists (CPU of whole pages, `python -m bench.quick`). Alone none
of the three reaches a tenth everywhere (writing up to 11 %, calling up to 8 %): one piece. Switch: `templates`.
"""

import re
from collections.abc import MutableMapping
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup, escape

from portal.core.config import Piece, Settings

_PLAIN = (FunctionType, MethodType, BuiltinFunctionType)
_needs_escaping = re.compile("[&<>'\"]").search


def shown(value: Any) -> str:
    """Return a value as it stands in a page: markup as it is, anything else as text, escaped."""
    kind = type(value)
    if kind is Markup or (kind is str and _needs_escaping(value) is None):
        return value  # type: ignore[no-any-return]
    return escape(value)


class PageContext(Context):
    """A template's names; functions and methods that do not ask for it are called at once."""

    def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls."""
        if type(obj) not in _PLAIN or hasattr(obj, "jinja_pass_arg"):
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return obj(*args, **kwargs)


class PageCode(CodeGenerator):
    """Writes values with `shown` where they are escaped; text templates stay Jinja's own."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


class PageEnvironment(Environment):
    """Flask's environment with these shortcuts."""

    code_generator_class = PageCode
    context_class = PageContext
    shown = staticmethod(shown)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the application's names themselves where a template brings none of its own.

        Jinja lays a map over them, which it then goes through name by name at each `import` and `include`.
        """
        return super().make_globals(d) if d else self.globals


def environment_of(settings: Settings) -> type[Environment]:
    """Return the environment an application's templates are made in: this one, or Flask's own."""
    return Environment if Piece.TEMPLATES in settings.plain else PageEnvironment
