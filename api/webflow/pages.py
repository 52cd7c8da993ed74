"""The pages around the flows: where one begins, and which language is read."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, g, redirect, render_template, request
from werkzeug.wrappers import Response

from api.webflow.texts import LANGUAGES

pages = Blueprint("pages", __name__)


@pages.get("", strict_slashes=False)
def start() -> str:
    """Where a login or a payment begins."""
    return render_template("start.html")


@pages.post("/language")
def choose_language() -> Response:
    """Every page of this session is in another language from now on; back to where it was chosen."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    g.session.language = chosen
    # Of what came along only a path of our own: nobody is sent elsewhere.
    path = urlsplit(request.form.get("back", "")).path
    return redirect(path if path.startswith("/demo/") else "/demo", 303)
