"""What a request brings: fields and questions as they look to who typed them, whatever unseen signs came along.

The one place where they are cut, so that an address, a number or a reference copied out of a mail is what it looks like
in every form and every search box. Passwords stay as they were typed.
"""

from typing import Any

from flask import Request
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

from portal.core.unseen import seen

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

    @cached_property
    def args(self) -> Any:
        """Return what stands behind the question mark of the address."""
        return only_seen(super().args)


def only_seen(fields: MultiDict[str, str]) -> Fields:
    """Return fields without unseen signs in their values; those of passwords as they are."""
    return ImmutableMultiDict(
        [(name, value if name in SECRET else seen(value)) for name, value in fields.items(multi=True)]
    )
