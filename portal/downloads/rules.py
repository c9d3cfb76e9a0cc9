"""How many files a person may have made, how long one is kept, and who may still have it."""

from collections.abc import Collection
from datetime import timedelta

from portal.core.scope import Scope

MOST_MAKING = 5
"""So many files may be in the making for one person."""
MOST_A_DAY = 40
"""So many files a person has made within a day; lists of a few rows come at once and do not count."""
KEPT_FOR = timedelta(days=7)
"""So long a file is kept after it was made."""
TOLD_FOR = timedelta(days=90)
"""So long its row tells what became of it."""


def may_still_have(made_with: tuple[str, Collection[str]], scope: Scope, permissions: Collection[str]) -> bool:
    """Tell whether somebody still sees all that a file was made with: its scope's setting, and the permissions then."""
    setting, held = made_with
    if not set(held) <= set(permissions):
        return False
    if scope.everyone:
        return True
    return setting != "*" and {int(each) for each in setting.split(",") if each} <= scope.distributor_ids
