"""The application of the pages, under `/demo`."""

from typing import Any

from flask import Flask, g, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from api.webflow import steps, texts
from api.webflow.flow import flow_pages
from api.webflow.flows.views import flows
from api.webflow.front import Front, front, keep
from api.webflow.installation import Installation
from api.webflow.pages import pages
from api.webflow.passkeys import passkey_pages
from api.webflow.phone.views import phone_pages
from api.webflow.protection import csrf, enter, protect
from api.webflow.sent_form import key_field
from api.webflow.way_back import START, readable_address, readable_path

PREFIX = "/demo"
# A form has names, passwords and codes; nothing that is uploaded.
_FORM_BYTES, _FORM_PARTS = 65_536, 100
# By these alone: a name of somebody else's that leads to this machine (DNS rebinding) would make his page one of ours.
_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# They have registered their pages and forms.
STEPS = steps.__all__
# Of these a page can say more than that something went wrong.
_TOLD = {403: "web.error.stale", 404: "web.error.unknown"}


def create(installation: Installation) -> Flask:
    """Nothing is connected before the first request, so it may be made before a fork."""
    app = Flask(__name__, static_url_path=f"{PREFIX}/static")
    app.config.update(MAX_CONTENT_LENGTH=_FORM_BYTES, MAX_FORM_MEMORY_SIZE=_FORM_BYTES, MAX_FORM_PARTS=_FORM_PARTS)
    app.config["TRUSTED_HOSTS"] = _HOSTS
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(
        t=texts.text,
        t_with_answer=texts.text_with_answer,
        reason=texts.reason,
        csrf=csrf,
        key_field=key_field,
        language=texts.language,
        languages=texts.LANGUAGES,
        readable_address=readable_address,
    )
    found = Front.of(installation)
    keep(app.extensions, found)
    protect(app, found.sessions)
    for blueprint in (pages, flow_pages, passkey_pages):
        app.register_blueprint(blueprint, url_prefix=PREFIX)
    app.register_blueprint(phone_pages, url_prefix=f"{PREFIX}/phone")
    app.register_blueprint(flows, url_prefix=f"{PREFIX}/flows")
    app.add_url_rule("/", "root", lambda: redirect(PREFIX))
    app.register_error_handler(HTTPException, _in_words)
    return app


def _in_words(error: HTTPException) -> Any:
    # Whoever asks by another name gets no page.
    if isinstance(error.response, Response) or isinstance(error, SecurityError):
        return error
    # What was refused before it had a session gets one, for the words are in its language.
    if "session" not in g:
        enter(front().sessions)
    code = error.code or 500
    path = readable_path()
    if code == 405 and request.method in ("GET", "HEAD") and path != START:
        # The address of a form that was answered with a page of its own, loaded by its address: back to where it stood.
        return redirect(path, 303)
    # A form of before a login, in another window: its flow has gone on, and can be gone on with, from whatever form of its page.
    paths = {path, request.form.get("back"), request.form.get("flow")} if code == 403 else {path}
    flow = next(
        (one for one in g.session.flows_now() if {one.key, url_for("flow.show", flow_key=one.key)} & paths),
        None,
    )
    return render_template("error.html", text=_TOLD.get(code, "web.error.other"), flow=flow), code
