"""The customer's passkeys: after a login the browser makes one, and here they are listed and removed."""

import json
from typing import Any

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from api.webflow.calls import ApiRefused, ApiUnavailable
from api.webflow.front import front
from api.webflow.sent_form import sent_key
from api.webflow.session import Notice

passkey_pages = Blueprint("passkeys", __name__)

# More than any authenticator says, with its attestation.
_LONGEST, _LONGEST_NAME = 60_000, 64


def read_credential(text: str) -> dict[str, Any] | None:
    """What a browser's credential says of itself (`toJSON()`), as it is sent on; null where it is nothing of the kind."""
    if len(text) > _LONGEST:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


@passkey_pages.get("/passkeys")
def show() -> str | tuple[str, int]:
    """What there is, and a button for one more."""
    user_id = g.session.user_id
    try:
        found = [] if user_id is None else front().nextstep.passkeys_of(user_id)
    except (ApiRefused, ApiUnavailable):
        return render_template("unavailable.html", flow=None), 503
    notice, g.session.notice = g.session.notice, None
    return render_template(
        "passkeys.html",
        is_known=user_id is not None,
        passkeys=found,
        notice=notice,
        longest=_LONGEST_NAME,
        flow=g.session.flows.get(request.args.get("flow", "")),
    )


@passkey_pages.post("/passkeys/options")
def ask_for_passkey() -> Response | tuple[Response, int]:
    """What the page passes to the browser."""
    user_id = g.session.user_id
    if user_id is None:
        abort(403)
    try:
        found = front().nextstep.post("/passkey/options", userId=user_id, userName=user_id, displayName=user_id)
    except (ApiRefused, ApiUnavailable):
        return jsonify(), 409
    return jsonify(publicKey=found["publicKey"])


@passkey_pages.post("/passkeys")
def register() -> Response:
    """What the browser has made."""
    user_id, credential, key = g.session.user_id, read_credential(request.form.get("credential", "")), sent_key()
    if user_id is None:
        abort(403)
    name = request.form.get("name", "").strip()[:_LONGEST_NAME]
    named = {"passkeyName": name} if name else {}
    try:
        if credential is None:
            raise ApiRefused("PASSKEY_INVALID")
        front().nextstep.post("/passkey", key, userId=user_id, credential=credential, **named)
        g.session.notice = Notice("web.passkeys.made", is_error=False)
    except ApiRefused:
        g.session.notice = Notice("web.passkeys.refused")
    except ApiUnavailable:
        g.session.notice = Notice("web.notice.unavailable")
    return _shown_again()


@passkey_pages.post("/passkeys/remove")
def remove() -> Response:
    """One of the customer's: it serves no more."""
    user_id, key = g.session.user_id, sent_key()
    if user_id is None:
        abort(403)
    try:
        front().nextstep.post("/passkey/delete", key, userId=user_id, passkeyId=request.form.get("passkey", ""))
        g.session.notice = Notice("web.passkeys.removed", is_error=False)
    except ApiRefused:
        g.session.notice = Notice("web.notice.elsewhere")
    except ApiUnavailable:
        g.session.notice = Notice("web.notice.unavailable")
    return _shown_again()


def _shown_again() -> Response:
    """The page, with the way back to the flow that led to it."""
    return redirect(url_for("passkeys.show", flow=request.args.get("flow")), 303)
