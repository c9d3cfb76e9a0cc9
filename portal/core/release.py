"""Which release of the portal this is: told by its logs, by `/metrics`, and by the page of an error."""

import tomllib
from functools import cache

from portal.core.config import ROOT


@cache
def release() -> str:
    """Return the version of this code, as `pyproject.toml` beside it names it."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
