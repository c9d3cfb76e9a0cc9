"""The distributors' door: login, own account, team. What is open to anyone is in `token_pages`."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import doors, people_pages
from portal.core.actor import Door
from portal.core.guards import public, requires
from portal.core.permissions import Permission

blueprint = Blueprint("accounts", __name__)
DOOR = Door.DISTRIBUTOR


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> AnyResponse:
    """Let a distributor's person in."""
    return doors.login_page(DOOR)


@blueprint.post("/logout")
@requires(Permission.OWN_ACCOUNT)
def logout() -> Response:
    """End the session."""
    return doors.logout(DOOR)


@blueprint.post("/language")
@public
def set_language() -> Response:
    """Speak another language."""
    return doors.set_language(DOOR)


@blueprint.get("/account")
@requires(Permission.OWN_ACCOUNT)
def account() -> Response:
    """Show one's own account."""
    return doors.account_page(DOOR)


@blueprint.post("/account/profile")
@requires(Permission.OWN_ACCOUNT)
def change_profile() -> Response:
    """Change one's own name, language and zone."""
    return doors.change_profile(DOOR)


@blueprint.post("/account/password")
@requires(Permission.OWN_ACCOUNT)
def change_password() -> Response:
    """Change one's own password."""
    return doors.change_password(DOOR)


@blueprint.post("/account/sessions/<int:session_id>/end")
@requires(Permission.OWN_ACCOUNT)
def end_session(session_id: int) -> Response:
    """End one of one's own sessions."""
    return doors.end_session(DOOR, session_id)


@blueprint.post("/account/sessions/end-others")
@requires(Permission.OWN_ACCOUNT)
def end_others() -> Response:
    """End all own sessions but this one."""
    return doors.end_others(DOOR)


@blueprint.get("/team")
@requires(Permission.TEAM_MANAGE)
def team() -> Response:
    """List the people of the own company and those below it."""
    return people_pages.list_page(DOOR)


@blueprint.route("/team/invite", methods=["GET", "POST"])
@requires(Permission.TEAM_MANAGE)
def invite() -> Response:
    """Invite somebody to the team."""
    return people_pages.invite_page(DOOR)


@blueprint.get("/team/<int:user_id>")
@requires(Permission.TEAM_MANAGE)
def person(user_id: int) -> Response:
    """Show somebody of the team."""
    return people_pages.person_page(DOOR, user_id)


@blueprint.post("/team/<int:user_id>/roles")
@requires(Permission.TEAM_MANAGE)
def set_roles(user_id: int) -> Response:
    """Change what somebody may do."""
    return people_pages.set_roles(DOOR, user_id)


@blueprint.post("/team/<int:user_id>/<any(disable,enable,invite_again,end_sessions):action>")
@requires(Permission.TEAM_MANAGE)
def change_person(user_id: int, action: str) -> Response:
    """Disable, enable, invite again, or end the sessions of somebody."""
    return people_pages.change_person(DOOR, user_id, action)
