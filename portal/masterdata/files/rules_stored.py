"""Where files of master data are stored: each in a folder of its own that says its day, so that none is of two."""

import secrets
from datetime import date, datetime, timedelta

FOLDER = "masterdata"
ABOUT_TO_BE_NAMED = timedelta(days=2)
"""So long a stored file may be named by no change set yet: its upload is under way."""


def new_folder(now: datetime) -> str:
    """Return a folder for one upload, which nobody else stores into."""
    return f"{FOLDER}/{now:%Y-%m-%d}-{secrets.token_hex(8)}"


def may_be_named_yet(key: str, today: date) -> bool:
    """Tell whether the upload that stored a file may still be about to name it."""
    day = key.removeprefix(f"{FOLDER}/")[:10]
    try:
        return date.fromisoformat(day) > today - ABOUT_TO_BE_NAMED
    except ValueError:
        return False
