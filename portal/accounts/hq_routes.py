"""Headquarters' door: login, own account, and the people of both doors."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import doors, people_pages
from portal.core.actor import Door
from portal.core.guards import public, requires
from portal.core.permissions import Permission

blueprint = Blueprint("hq_accounts", __name__, url_prefix="/hq")
DOOR = Door.HQ


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> AnyResponse:
    """Let a person of headquarters in."""
    return doors.login_page(DOOR)


@blueprint.post("/logout")
@requires(Permission.HQ_OWN_ACCOUNT)
def logout() -> Response:
    """End the session."""
    return doors.logout(DOOR)


@blueprint.post("/language")
@public
def set_language() -> Response:
    """Speak another language."""
    return doors.set_language(DOOR)


@blueprint.get("/account")
@requires(Permission.HQ_OWN_ACCOUNT)
def account() -> Response:
    """Show one's own account."""
    return doors.account_page(DOOR)


@blueprint.post("/account/profile")
@requires(Permission.HQ_OWN_ACCOUNT)
def change_profile() -> Response:
    """Change one's own name, language and zone."""
    return doors.change_profile(DOOR)


@blueprint.post("/account/password")
@requires(Permission.HQ_OWN_ACCOUNT)
def change_password() -> Response:
    """Change one's own password."""
    return doors.change_password(DOOR)


@blueprint.post("/account/sessions/<int:session_id>/end")
@requires(Permission.HQ_OWN_ACCOUNT)
def end_session(session_id: int) -> Response:
    """End one of one's own sessions."""
    return doors.end_session(DOOR, session_id)


@blueprint.post("/account/sessions/end-others")
@requires(Permission.HQ_OWN_ACCOUNT)
def end_others() -> Response:
    """End all own sessions but this one."""
    return doors.end_others(DOOR)


@blueprint.get("/users")
@requires(Permission.USER_MANAGE)
def users() -> Response:
    """List the people of both doors."""
    return people_pages.list_page(DOOR)


@blueprint.route("/users/invite", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def invite() -> Response:
    """Invite somebody to headquarters or to a distributor."""
    return people_pages.invite_page(DOOR)


@blueprint.get("/users/<int:user_id>")
@requires(Permission.USER_MANAGE)
def person(user_id: int) -> Response:
    """Show a person."""
    return people_pages.person_page(DOOR, user_id)


@blueprint.post("/users/<int:user_id>/roles")
@requires(Permission.USER_MANAGE)
def set_roles(user_id: int) -> Response:
    """Change what somebody may do."""
    return people_pages.set_roles(DOOR, user_id)


@blueprint.post("/users/<int:user_id>/<any(disable,enable,invite_again,end_sessions):action>")
@requires(Permission.USER_MANAGE)
def change_person(user_id: int, action: str) -> Response:
    """Disable, enable, invite again, or end the sessions of somebody."""
    return people_pages.change_person(DOOR, user_id, action)
