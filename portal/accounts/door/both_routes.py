"""Login, language and own account, at both doors alike. What is open to anyone without a door is in `open_routes`."""

from portal.accounts.both_routes import ANYONE, BOTH, GET, ONESELF, POST, Route
from portal.accounts.door import pages

ROUTES = (
    Route("/login", BOTH, "login", pages.login_page, ANYONE),
    Route("/language", POST, "set_language", pages.set_language, ANYONE),
    Route("/logout", POST, "logout", pages.logout, ONESELF),
    Route("/account", GET, "account", pages.account_page, ONESELF),
    Route("/account/profile", POST, "change_profile", pages.change_profile, ONESELF),
    Route("/account/password", POST, "change_password", pages.change_password, ONESELF),
    Route("/account/sessions/<int:session_id>/end", POST, "end_session", pages.end_session, ONESELF),
    Route("/account/sessions/end-others", POST, "end_others", pages.end_others, ONESELF),
)
