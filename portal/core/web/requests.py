"""What a request brings: fields and questions as they look to who typed them, whatever unseen signs came along.

The one place where they are cut, so that an address, a number or a reference copied out of a mail is what it looks like
in every form and every search box. Passwords stay as they were typed.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Request, current_app, request
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

from portal.core.unseen import seen

TAKES = "portal_takes"
BESIDE_A_FILE = 2**20
"""What a form may hold besides the file it sends."""
View = TypeVar("View", bound=Callable[..., Any])
SECRET = frozenset({"password", "repeat", "old_password"})
Fields = ImmutableMultiDict[str, str]


class SeenParser(FormDataParser):
    """Reads a form as werkzeug does, and cuts what nobody sees from its fields; files stay as they are."""

    def parse(self, *given: Any, **more: Any) -> Any:
        """Return the rest of the stream, the fields and the files; 400 for a body that cannot be read to its end."""
        try:
            stream, fields, files = super().parse(*given, **more)
        except (ParseException, NoMoreData) as broken:
            raise BadRequest from broken
        return stream, only_seen(fields), files


class SeenRequest(Request):
    """A request whose fields and questions hold only signs one sees."""

    form_data_parser_class = SeenParser

    @property  # type: ignore[misc]
    def max_content_length(self) -> int:  # type: ignore[override]
        """Return how large a request may be: what its page takes, and the rest of a form beside a larger file."""
        most, usual = _most_of(self.endpoint), _most_of(None)
        return most if most == usual else most + BESIDE_A_FILE

    @cached_property
    def args(self) -> Any:
        """Return what stands behind the question mark of the address."""
        return only_seen(super().args)


def most_taken() -> int:
    """Return how many bytes the page at hand takes at once, as it is told to people."""
    return _most_of(request.endpoint)


def _most_of(endpoint: str | None) -> int:
    """Return how many bytes are told to be taken at a view, and where there is none (None) anywhere."""
    view = current_app.view_functions.get(endpoint or "")
    return int(getattr(view, TAKES, 0) or current_app.config["MAX_CONTENT_LENGTH"])


def takes(mebibytes: int) -> Callable[[View], View]:
    """Let a view take a file of this size, where the portal takes less elsewhere; its page tells the same figure."""

    def mark(view: View) -> View:
        setattr(view, TAKES, mebibytes * 2**20)
        return view

    return mark


def only_seen(fields: MultiDict[str, str]) -> Fields:
    """Return fields without unseen signs in their values; those of passwords as they are."""
    return ImmutableMultiDict(
        [(name, value if name in SECRET else seen(value)) for name, value in fields.items(multi=True)]
    )
