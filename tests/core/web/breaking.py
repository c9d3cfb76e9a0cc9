"""The portal with two addresses that break, for tests that look at what a person then sees."""

from typing import Any

from portal.app import create_app
from portal.core.web.guards import public

app = create_app()


@app.get("/break")
@public
def broken() -> str:
    """Fail as a mistake of our own does."""
    raise LookupError("planted")


@app.get("/break/menu")
@public
def broken_menu() -> str:
    """Fail, and let every menu fail from here on."""
    app.jinja_env.globals["menu_folds"] = _no_menu
    raise LookupError("planted")


def _no_menu(_door: str) -> Any:
    raise LookupError("planted too")
