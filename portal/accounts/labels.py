"""Words of roles, states and refusals of this room."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.models import UserState
from portal.core.refusals import register_refusals

ROLE_LABELS: Mapping[str, Any] = {
    "dealer_buyer": _l("Buyer"),
    "dealer_approver": _l("Approver"),
    "dealer_finance": _l("Finance"),
    "dealer_owner": _l("Owner"),
    "hq_clerk": _l("Order clerk"),
    "hq_manager": _l("Manager"),
    "hq_planner": _l("Planner"),
    "hq_warehouse": _l("Warehouse"),
    "hq_logistics": _l("Logistics and customs"),
    "hq_compliance": _l("Compliance"),
    "hq_finance": _l("Headquarters finance"),
    "hq_steward": _l("Master data steward"),
    "hq_auditor": _l("Auditor"),
    "hq_admin": _l("Administrator"),
}
STATE_LABELS: Mapping[UserState, tuple[Any, str]] = {
    UserState.INVITED: (_l("Invited"), "info"),
    UserState.ACTIVE: (_l("Active"), "ok"),
    UserState.DISABLED: (_l("Disabled"), "mute"),
}

register_refusals({
    "accounts.wait": _l("Too many tries. Try again in %(seconds)s seconds."),
    "accounts.login_failed": _l("E-mail or password is wrong."),
    "accounts.wrong_door_hq": _l("This is the distributors' portal, and your account belongs to headquarters."),
    "accounts.wrong_door_distributor": _l(
        "This is headquarters' portal, and your account belongs to a distributor."
    ),
    "accounts.old_password_wrong": _l("The present password is wrong."),
    "accounts.password_short": _l("Use at least %(least)s characters."),
    "accounts.password_long": _l("Use at most %(most)s characters."),
    "accounts.password_common": _l("This password is among the commonest. Choose another."),
    "accounts.password_personal": _l("The password contains the name or the e-mail address. Choose another."),
    "accounts.email_shape": _l("This is not an e-mail address."),
    "accounts.email_taken": _l("Somebody already has an account with this e-mail address."),
    "accounts.name_shape": _l("Give a name of at most 200 characters."),
    "accounts.zone_unknown": _l("Choose a time zone from the list."),
    "accounts.language_unknown": _l("Choose a language from the list."),
    "accounts.no_role": _l("Choose at least one role."),
    "accounts.role_of_other_door": _l("These roles do not belong to this company."),
    "accounts.limit_shape": _l("Give an amount of zero or more, or leave it empty."),
    "accounts.not_oneself": _l("This cannot be done to one's own account."),
    "accounts.last_admin": _l("This is the last active administrator. Make another one first."),
    "accounts.admin_exists": _l("There is an administrator already."),
    "accounts.already_disabled": _l("This person is disabled already."),
    "accounts.not_disabled": _l("This person is not disabled."),
    "accounts.not_invited": _l("This person has joined already."),
})  # fmt: skip


def role_label(name: str) -> str:
    """Return a role in the reader's language; an unknown one as it is named."""
    label = ROLE_LABELS.get(name)
    return str(label) if label else name


def roles_text(names: frozenset[str]) -> str:
    """Return roles as one line."""
    return _(", ").join(role_label(name) for name in ROLE_LABELS if name in names)


def state_pill(state: UserState) -> tuple[str, str]:
    """Return a state's word and tone."""
    label, tone = STATE_LABELS[state]
    return str(label), tone
