"""Jinja as it is, but short where a page is long: in calling plain functions and in writing texts.

A page of fifty rows calls some five hundred functions and writes some seven hundred values. For each
call Jinja asks whether the callable wants its context, and each value becomes a string of its own
class before it is joined to the others. Both are settled here by the type, with the same result.
Macros imported without a context are made once in a process, not once a page.
"""

import re
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, escape

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


class PageTemplate(Template):
    """A template; its macros are made once, as all templates of the application share their globals."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class PageEnvironment(Environment):
    """Flask's environment with these shortcuts."""

    template_class = PageTemplate
    code_generator_class = PageCode
    context_class = PageContext
    shown = staticmethod(shown)
