"""The pages around the flows: where one begins, which language is read, and what the stand-in provider is sent."""

import logging
from urllib.parse import urlsplit, urlunsplit

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from api.webflow import customer
from api.webflow.calls import ApiRefused, ApiUnavailable
from api.webflow.front import front
from api.webflow.orders import ORDERS
from api.webflow.protection import signed
from api.webflow.sent_form import form_key, sent_key
from api.webflow.texts import LANGUAGES, wishes

log = logging.getLogger(__name__)

pages = Blueprint("pages", __name__)


@pages.get("", strict_slashes=False)
def start() -> str:
    """Where a login or a payment begins."""
    return render_template(
        "start.html", key=form_key(), username=customer.USERNAME, password=customer.PASSWORD, orders=ORDERS
    )


@pages.post("/flow")
def begin() -> Response | tuple[str, int]:
    """A new operation, and on to its first step."""
    order, key = ORDERS.get(request.form.get("order", "")), sent_key()
    if order is None:
        abort(400)
    try:
        front().customer.ensure()
        if order.has_passkeys:
            front().passkey_flows.ensure()
        operation_id = front().nextstep.create(wishes(), key, **order.request)
    except (ApiUnavailable, ApiRefused) as error:
        log.warning("no flow can begin: %s", error)
        return render_template("unavailable.html", flow=None), 503
    # A form that was sent twice has begun one operation, and goes on in one flow.
    flow = g.session.begin(operation_id)
    flow.method = flow.method or order.chosen_method
    return redirect(url_for("flow.show", flow_key=flow.key), 303)


@pages.post("/unblock")
def unblock() -> Response | tuple[str, int]:
    """The demonstration's customer may log in again: in a bank that is a clerk's to say."""
    try:
        front().customer.unblock()
    except (ApiUnavailable, ApiRefused):
        return render_template("unavailable.html", flow=None), 503
    flow = g.session.flows.get(request.form.get("flow", ""))
    return redirect(url_for("flow.show", flow_key=flow.key) if flow else url_for("pages.start"), 303)


@pages.post("/language")
def choose_language() -> Response:
    """Every page of this session is in another language from now on; back to where it was chosen."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    g.session.language = chosen
    return redirect(_address_of(request.form.get("back", "")), 303)


def _address_of(back: str) -> str:
    """Of what came along only a path of our own, and its query: nobody is sent elsewhere."""
    try:
        parts = urlsplit(back)
    except ValueError:
        return "/demo"
    if not parts.path.startswith("/demo/"):
        return "/demo"
    return urlunsplit(("", "", parts.path, parts.query, ""))


@pages.post("/provider")
@signed
def provide() -> tuple[str, int]:
    """What the engine sends to a provider of short messages."""
    if not front().telephone.take(dict(request.headers), request.get_data()):
        abort(401)
    return "", 204
