"""A browser an account signed in with before: a signed cookie per account, so that strangers' failures leave it alone.

The cookie opens nothing. It holds a random mark, signed for one account; neither the address nor the account can be
read from it or from its name. Tries from such a browser are counted by its mark alone.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.accounts.pages_session import settings_of

KNOWN_FOR = timedelta(days=180)
MOST_KNOWN = 10
"""How many accounts one browser is known for; beyond, the others are forgotten."""


def mark_of(email: str) -> str:
    """Return the mark of this browser where an account signed in with it before, else an empty text."""
    kept = _kept(email)
    return hashlib.sha256(kept.encode()).hexdigest()[:40] if kept else ""


def _kept(email: str) -> str:
    value = request.cookies.get(_cookie(email), "")
    try:
        return str(_signer(email).loads(value, max_age=int(KNOWN_FOR.total_seconds()))) if value else ""
    except BadSignature:
        return ""


def make_known(response: Response, email: str) -> Response:
    """Let the browser be known for an account that signed in, for `KNOWN_FOR` from now; a known one keeps its mark."""
    name = _cookie(email)
    others = [each for each in request.cookies if each.startswith(_prefix()) and each != name]
    for each in others[MOST_KNOWN - 1 :]:
        response.delete_cookie(each, path="/", secure=settings_of().production, httponly=True, samesite="Lax")
    response.set_cookie(
        name,
        _signer(email).dumps(_kept(email) or secrets.token_urlsafe(18)),
        max_age=int(KNOWN_FOR.total_seconds()),
        path="/",
        secure=settings_of().production,
        httponly=True,
        samesite="Lax",
    )
    return response


def _prefix() -> str:
    return "__Host-portal-known-" if settings_of().production else "portal_known_"


def _cookie(email: str) -> str:
    return _prefix() + hmac.new(_key(), f"known-browser-name:{email}".encode(), hashlib.sha256).hexdigest()[:16]


def _signer(email: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_key(), salt=f"known-browser:{email}")


def _key() -> bytes:
    return str(current_app.secret_key).encode()
