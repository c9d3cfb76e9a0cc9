"""The apostrophe that keeps a text from being taken for a formula: put there going out, taken off coming in.

Standard library only: the confined reader process uses it as well.
"""

import re

# Full-width signs start formulas in Chinese and Japanese spreadsheet programs.
TRIGGERS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
GUARDED = re.compile(rf"'*[\s\u200b\ufeff]*[{TRIGGERS}]")
GUARD = re.compile(rf"'(?='*[\s\u200b\ufeff]*[{TRIGGERS}])")


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe before = + - @ TAB CR LF.

    Spaces do not hide the sign, and text that already looks guarded gets one more apostrophe, so
    that `unguarded` always gives the original back.
    """
    return "'" + text if GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Return the text as it was before `guarded`; other text unchanged."""
    return text[1:] if GUARD.match(text) else text
