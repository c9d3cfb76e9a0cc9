"""Words of the record: how a value of before and after is shown."""

from typing import Any

from flask_babel import gettext as _


def value_text(value: Any) -> str:
    """Return a recorded value as text; nothing is an en dash, yes and no are words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {value_text(each)}" for name, each in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(value_text(each) for each in value) or "–"
    return str(value)
