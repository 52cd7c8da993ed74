"""What protects the pages: who may send their forms, what a page may load, where the session's cookie goes."""

import hmac
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from markupsafe import Markup

from api.webflow.front import front
from api.webflow.session import WebSession, WebSessions

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
        if request.method in _UNSAFE and not _is_ours():
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
        if (
            session is not None
            and _brings_cookie()
            and not _is_a_scripts()
            and request.cookies.get(cookie_name()) != session.id
        ):
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
    """The session that the request is of; where browsers send no cookie, one that nobody remembers."""
    g.session = sessions.find(request.cookies.get(cookie_name())) if _brings_cookie() else WebSession()


def csrf() -> Markup:
    """The member of a form that says that it is of this session's own page."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, g.session.csrf)


def rotate_session() -> None:
    """To be called when the user is known."""
    front().sessions.rotate(g.session)


def _is_ours() -> bool:
    """Whether a form of this session's own pages is sent."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    return hmac.compare_digest(given.encode(), g.session.csrf.encode())
