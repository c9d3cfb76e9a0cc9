"""Words of roles, states and refusals of this room."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.models import UserState
from portal.accounts.queries_people import names_of
from portal.accounts.rules_roles import unpack
from portal.audit.labels import register_names
from portal.audit.labels_facts import register_values
from portal.core import formats
from portal.core.counted import counted
from portal.core.web.languages import language
from portal.core.web.refusals import register_refusals

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

register_refusals(
    {
        "accounts.invited_enough": counted(
            "At most %(most)s invitation a day is sent for a company. Invite the others tomorrow.",
            "At most %(most)s invitations a day are sent for a company. Invite the others tomorrow.",
            by="most",
        ),
        "latin.needed": _l("This stands in another script; customs papers need it in Latin letters too."),
        "latin.sign": _l(
            "%(character)s (%(code_point)s, %(name)s) is no Latin letter, digit or ordinary sign. Write it as it is"
            " spelled in English."
        ),
        "latin.no_letter": _l("Write it in letters or digits, not in signs alone."),
        "phone.shape": _l("A phone number begins with + and the number of its country, as +20 66 555 0142."),
        "phone.short": _l("This phone number is too short: it has fewer digits than any of its country."),
        "phone.long": _l("This phone number is too long: it has more digits than any of its country."),
        "phone.length": _l("No phone number of its country has as many digits as this one."),
        "phone.extension": _l("A phone number is written without an extension."),
        "seller.bank_name": _l("Type the name of the bank, at most 120 characters."),
        "seller.account": _l(
            "Type the account number or the IBAN: letters, digits, spaces and dashes, at least four of them digits."
        ),
        "seller.iban_digits": _l(
            "This is no IBAN: its length or its check digits do not fit. Compare it with the bank's letter."
        ),
        "seller.second_of_currency": _l(
            "“%(text)s” is paid in the same currency already. End that account first, or both in one file."
        ),
        "seller.swift": _l("A SWIFT code has 8 or 11 letters and digits, for instance CQCBCN22."),
        "accounts.wait": counted(
            "Too many tries. Try again in %(seconds)s second.",
            "Too many tries. Try again in %(seconds)s seconds.",
            by="seconds",
        ),
        "accounts.company_inactive": _l("This company is not in use any more: nobody comes in or orders for it."),
        "accounts.company_shut": _l(
            "Your company does not buy here any more, so nobody comes in for it. Whoever looks after you at"
            " headquarters can tell you more."
        ),
        "accounts.account_shut": _l(
            "Your account is not in use any more, and you were signed out. Whoever looks after people at your company"
            " can tell you more."
        ),
        "accounts.login_failed": _l("E-mail or password is wrong."),
        "accounts.wrong_door_hq": _l("This is the distributors' portal, and your account belongs to headquarters."),
        "accounts.wrong_door_distributor": _l(
            "This is headquarters' portal, and your account belongs to a distributor."
        ),
        "accounts.old_password_wrong": _l("The present password is wrong."),
        "accounts.password_short": counted(
            "Use at least %(least)s character.", "Use at least %(least)s characters.", by="least"
        ),
        "accounts.password_long": counted(
            "Use at most %(most)s character.", "Use at most %(most)s characters.", by="most"
        ),
        "accounts.password_common": _l("This password is among the commonest. Choose another."),
        "accounts.password_personal": _l("The password contains the name or the e-mail address. Choose another."),
        "accounts.email_shape": _l("This is not an e-mail address."),
        "accounts.email_beyond_ascii": _l(
            "The mail server takes only Latin letters without accents, digits and signs before the @."
        ),
        "accounts.email_taken": _l("Somebody already has an account with this e-mail address."),
        "accounts.name_marks": _l(
            "The name holds signs nobody sees, such as marks of direction. Type it anew instead of pasting it."
        ),
        "accounts.name_link": _l("A name holds no web address and none of the signs < > { }."),
        "accounts.name_shape": _l("Give a name of at most 200 characters."),
        "accounts.zone_unknown": _l("Choose a time zone from the list."),
        "accounts.language_unknown": _l("Choose a language from the list."),
        "accounts.no_role": _l("Choose at least one role."),
        "accounts.role_of_other_door": _l("These roles do not belong to this company."),
        "accounts.limit_shape": _l(
            "Give a currency and an amount of zero or more on each line, such as USD 20000, or leave it empty."
        ),
        "number.places": counted(
            "%(currency)s has %(places)s decimal at most.", "%(currency)s has %(places)s decimals at most.", by="places"
        ),
        "accounts.not_oneself": _l("This cannot be done to one's own account."),
        "accounts.last_admin": _l("This is the last active administrator. Make another one first."),
        "accounts.admin_exists": _l("There is an administrator already."),
        "accounts.no_administrator": _l("Nobody active of the address %(email)s is an administrator."),
        "accounts.already_disabled": _l("This person is disabled already."),
        "accounts.not_disabled": _l("This person is not disabled."),
        "accounts.not_invited": _l("This person has joined already."),
    }
)


def role_label(name: str) -> str:
    """Return a role in the reader's language; an unknown one as it is named."""
    label = ROLE_LABELS.get(name)
    return str(label) if label else name


def roles_text(names: frozenset[str], *, either: bool = False) -> str:
    """Return roles as one line: all of them, or `either` one or another."""
    return formats.listed([role_label(name) for name in ROLE_LABELS if name in names], language(), either=either)


register_names("user", names_of)
register_values(
    "user",
    roles=lambda packed: roles_text(unpack(packed)),
    state=lambda code: state_pill(UserState(code))[0],
    zone=lambda name: formats.zone_city(name, language()),
)


def state_pill(state: UserState) -> tuple[str, str]:
    """Return a state's word and tone."""
    label, tone = STATE_LABELS[state]
    return str(label), tone
