"""What a request brings: fields and questions as they look to who typed them, whatever unseen signs came along.

The one place where they are cut, so that an address, a number or a reference copied out of a mail is what it looks like
in every form and every search box. Passwords stay as they were typed.
"""

from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from portal.core.unseen import seen

SECRET = frozenset({"password", "repeat", "old_password"})
Fields = ImmutableMultiDict[str, str]


class SeenRequest(Request):
    """A request whose fields and questions hold only signs one sees."""

    def _load_form_data(self) -> None:
        loaded = "form" in self.__dict__
        super()._load_form_data()
        if not loaded:
            self.__dict__["form"] = only_seen(self.__dict__["form"])

    @cached_property
    def args(self) -> Any:
        """Return what stands behind the question mark of the address."""
        return only_seen(super().args)


def only_seen(fields: MultiDict[str, str]) -> Fields:
    """Return fields without unseen signs in their values; those of passwords as they are."""
    return ImmutableMultiDict(
        [(name, value if name in SECRET else seen(value)) for name, value in fields.items(multi=True)]
    )
