"""The roles of both doors and what each may do; the one table a guard test compares with routes.

Names start with the door: `dealer_` or `hq_`. A person holds roles of one door only (a rule here, a
CHECK in the database). Who changes master data at all holds `MASTERDATA_CHANGE`; each kind says what more it takes.
Who sees lists of any of its kinds holds `MASTERDATA_LISTS`: the warehouse those of what lies in depots, and no prices.
Nobody approves a price he edits: the steward approves nothing, and who asked is refused.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from portal.core.actor import Door
from portal.core.errors import FieldRefused
from portal.core.permissions import Permission

P = Permission
_DEALER = frozenset(
    {
        P.HOME,
        P.CATALOGUE_VIEW,
        P.ORDER_VIEW,
        P.SHIPMENT_VIEW,
        P.CLAIM_VIEW,
        P.PRICE_VIEW,
        P.INVOICE_VIEW,
        P.DOCUMENT_VIEW,
        P.OWN_ACCOUNT,
    }
)
_BUYING = _DEALER | {P.ORDER_EDIT, P.ORDER_SUBMIT, P.RECEIPT_CONFIRM, P.CLAIM_FILE}
_HQ = frozenset({P.HQ_HOME, P.HQ_OWN_ACCOUNT})
_LOOKING = _HQ | {
    P.HQ_ORDER_VIEW,
    P.REVIEW_VIEW,
    P.ALLOCATION_VIEW,
    P.STOCK_VIEW,
    P.HQ_SHIPMENT_VIEW,
    P.HQ_INVOICE_VIEW,
    P.HQ_CLAIM_VIEW,
    P.HQ_DOCUMENT_VIEW,
    P.MASTERDATA_VIEW,
    P.MASTERDATA_LISTS,
}

ROLES: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {
        "dealer_buyer": _BUYING,
        "dealer_approver": _BUYING,
        "dealer_finance": _DEALER,
        "dealer_owner": _BUYING | {P.TEAM_MANAGE, P.COMPANY_EDIT},
        "hq_clerk": _LOOKING | {P.ORDER_REVIEW, P.CLAIM_DECIDE},
        "hq_manager": _LOOKING
        | {P.ORDER_REVIEW, P.ORDER_APPROVE_ABOVE, P.FINDING_WAIVE, P.CLAIM_DECIDE, P.APPROVAL_DECIDE},
        "hq_planner": _LOOKING | {P.ALLOCATION_RUN, P.STOCK_MOVE, P.MASTERDATA_CHANGE},
        "hq_warehouse": _HQ
        | {
            P.HQ_ORDER_VIEW,
            P.ALLOCATION_VIEW,
            P.STOCK_VIEW,
            P.STOCK_MOVE,
            P.MASTERDATA_LISTS,
            P.MASTERDATA_CHANGE,
            P.HQ_SHIPMENT_VIEW,
            P.SHIPMENT_PACK,
            P.HQ_CLAIM_VIEW,
            P.HQ_DOCUMENT_VIEW,
        },
        "hq_logistics": _LOOKING | {P.SHIPMENT_DISPATCH, P.HOLD_LOGISTICS, P.HQ_COMPANY_EDIT},
        "hq_compliance": _LOOKING | {P.HOLD_COMPLIANCE},
        "hq_finance": _LOOKING
        | {P.HOLD_CREDIT, P.HOLD_FINANCE, P.CREDIT_MANAGE, P.CREDIT_NOTE_ISSUE, P.APPROVAL_DECIDE},
        "hq_steward": _HQ
        | {
            P.MASTERDATA_VIEW,
            P.MASTERDATA_LISTS,
            P.MASTERDATA_CHANGE,
            P.MASTERDATA_EDIT,
            P.HQ_COMPANY_EDIT,
            P.STOCK_VIEW,
            P.STOCK_MOVE,
        },
        "hq_auditor": _LOOKING | {P.AUDIT_VIEW, P.JOB_VIEW},
        "hq_admin": _HQ
        | {
            P.USER_MANAGE,
            P.AUDIT_VIEW,
            P.JOB_VIEW,
            P.JOB_RUN,
            P.MAIL_VIEW,
            P.MASTERDATA_VIEW,
            P.MASTERDATA_LISTS,
            P.MASTERDATA_CHANGE,
        },
    }
)

ADMIN = "hq_admin"
_PREFIX = {Door.DISTRIBUTOR: "dealer_", Door.HQ: "hq_"}


def roles_of_door(door: Door) -> tuple[str, ...]:
    """Return the roles a person of this door may hold, in the table's order."""
    return tuple(name for name in ROLES if name.startswith(_PREFIX[door]))


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """Return what these roles allow together; a role the table does not know allows nothing."""
    return frozenset().union(*(ROLES.get(name, frozenset()) for name in roles))


def pack(roles: Iterable[str]) -> str:
    """Return roles as the column keeps them: names sorted, one space between."""
    return " ".join(sorted(set(roles)))


def unpack(text: str) -> frozenset[str]:
    """Return the roles of a column."""
    return frozenset(text.split())


def check_roles(door: Door, roles: Iterable[str]) -> None:
    """Refuse an empty set, an unknown role, and a role of the other door."""
    chosen = set(roles)
    if not chosen:
        raise FieldRefused("accounts.no_role", field="roles")
    if not chosen <= set(roles_of_door(door)):
        raise FieldRefused("accounts.role_of_other_door", field="roles")
