"""What protects the pages: who may send their forms, what a page may load, where the session's cookie goes."""

import hmac
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from markupsafe import Markup

from api.webflow.front import front
from api.webflow.sent_form import digest
from api.webflow.session import WebSession
from api.webflow.web_sessions import WebSessions

CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"
# Scripts and styles are files of ours: none stands in a page, and nothing comes from elsewhere. Pictures may be part of a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
_SIGNED = "webflow_signed"
_COOKIE_PATH = "/demo"


def cookie_name() -> str:
    """Cookies do not know ports: each server on this machine has a name of its own for its cookie."""
    return f"webflow-{urlsplit(request.host_url).port or 'standard'}"


def _brings_cookie() -> bool:
    """Whether browsers send the cookie to this address: elsewhere a session that they have looks like none."""
    return request.path == _COOKIE_PATH or request.path.startswith(f"{_COOKIE_PATH}/")


def _is_a_scripts() -> bool:
    """Whether a script asks, and no page: one that asked just before a login is answered behind it, and its cookie stays."""
    return request.headers.get("Sec-Fetch-Dest") == "empty"


def signed(view: Any) -> Any:
    """Marks a view that servers call, which have no session: it checks itself who called."""
    setattr(view, _SIGNED, True)
    return view


def protect(app: Flask, sessions: WebSessions) -> None:
    """Every request has a session (`g.session`), no form of another site is taken, each answer says what its page may load."""

    @app.before_request
    def _enter() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, _SIGNED, False) or request.endpoint == "static" or not _brings_cookie():
            return
        enter(sessions)
        if request.method in _UNSAFE and not (_is_of_this_site() and (_is_ours() or _is_repeated(sessions))):
            abort(403)

    @app.after_request
    def _leave(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        session = g.get("session")
        if request.endpoint != "static" or session is not None:
            # A page that stands still shows what is over: the way back and the way forward ask anew.
            response.headers["Cache-Control"] = "no-store"
        if session is not None and (g.is_new_session or _has_logged_in(sessions, response)):
            # Lax: who comes by a link of another site's keeps his session; forms of another site's do not bring it.
            response.set_cookie(
                cookie_name(),
                session.id,
                path=_COOKIE_PATH,
                secure=request.is_secure,
                httponly=True,
                samesite="Lax",
            )
        return response


def enter(sessions: WebSessions) -> None:
    """The session that the request is of; one that nobody remembers where browsers send no cookie, or have another under way."""
    id = request.cookies.get(cookie_name())
    is_kept = _brings_cookie() and not sessions.is_underway(id)
    g.session = sessions.find(id) if is_kept else WebSession()
    g.is_new_session = is_kept and g.session.id != id and not _is_a_scripts()


def csrf() -> Markup:
    """The member of a form that says that it is of this session's own page."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, g.session.csrf)


def rotate_session() -> None:
    """To be called when the user is known."""
    front().sessions.rotate(g.session, digest())


def _is_of_this_site() -> bool:
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def _is_ours() -> bool:
    """Whether a form of this session's own pages is sent."""
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    return hmac.compare_digest(given.encode(), g.session.csrf.encode())


def _is_repeated(sessions: WebSessions) -> bool:
    """Whether it is a login that was answered already, sent again by who had no answer; then it is of that login's session."""
    found = sessions.find_repeated(request.cookies.get(cookie_name()), digest())
    if found is not None:
        g.session, g.is_new_session = found, False
    return found is not None


def _has_logged_in(sessions: WebSessions, response: Response) -> bool:
    """Whether it is the login's own form that is answered: whoever else asked with the former id gets the new one never.

    Not even who asked before the login and is answered behind it: the id may be one that he has planted.
    """
    id = request.cookies.get(cookie_name())
    if id == g.session.id or request.method not in _UNSAFE or response.status_code != 303:
        return False
    return sessions.find_repeated(id, digest()) is g.session
