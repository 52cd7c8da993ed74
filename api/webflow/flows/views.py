"""Pages of flows: all of them, one drawn, and one with an operation in it."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from api.webflow.calls import ApiRefused, ApiUnavailable
from api.webflow.flows.drawing import draw
from api.webflow.flows.flow_map import NOWHERE, FlowMap, Whereabouts, locate
from api.webflow.front import front
from api.webflow.texts import wishes

flows = Blueprint("flows", __name__)


@flows.errorhandler(ApiUnavailable)
def _unavailable(_error: ApiUnavailable) -> tuple[str, int]:
    return render_template("unavailable.html", flow=None), 503


@flows.get("", strict_slashes=False)
def index() -> str:
    """The flows that there are, and this browser's operations."""
    return _index()


@flows.get("/<name>")
def one_flow(name: str) -> Any:
    """A flow as it is for new operations; `phone=0`: for a user without a mobile token."""
    try:
        flow = _map(name, mobile_token=request.args.get("phone") != "0")
    except ApiRefused:
        return _index("flows.unknown"), 404
    return _page(flow, NOWHERE)


@flows.get("/operation")
def find_operation() -> Response:
    """To the operation whose id is typed."""
    typed = request.args.get("id", "").strip()
    return redirect(url_for("flows.operation", operation_id=typed) if typed else url_for("flows.index"), 303)


@flows.get("/operation/<path:operation_id>")
def operation(operation_id: str) -> Any:
    """An operation in its flow. The id is one that was typed: operators know it."""
    return _operation(operation_id)


@flows.get("/of/<key>")
def own_operation(key: str) -> Any:
    """An operation of this browser, by the key of its pages."""
    flow = g.session.flows.get(key)
    if flow is None:
        return _index("flows.no_operation"), 404
    return _operation(flow.operation_id, url_for("flow.changes", flow_key=key))


def _operation(operation_id: str, changes: str | None = None) -> Any:
    """`changes` is where the page hears that it is out of date, null where it hears nothing."""
    try:
        read = front().nextstep.read(operation_id, wishes())
        detail = read.detail
    except ApiRefused:
        return _index("flows.no_operation"), 404
    try:
        found = [(flow, locate(flow, detail)) for flow in _maps(detail["operationName"])]
    except ApiRefused:
        return _index("flows.no_flow"), 404
    # Of a user with a phone or without, whichever offers what is offered.
    flow, whereabouts = next((one for one in found if one[1].place is not None), found[0])
    return _page(flow, whereabouts, detail, changes=changes if detail["result"] == "CONTINUE" else None, etag=read.etag)


def _page(flow: FlowMap, whereabouts: Whereabouts, detail: dict[str, Any] | None = None, **waiting: str | None) -> str:
    return render_template(
        "flows/flow.html",
        flow=flow,
        drawing=draw(flow, whereabouts),
        whereabouts=whereabouts,
        detail=detail,
        workflow=detail and _workflow(detail["operationId"]),
        **waiting,
    )


def _index(problem: str | None = None) -> str:
    names = sorted(one["operationName"] for one in front().nextstep.post("/operation/config/list")["operationConfigs"])
    return render_template(
        "flows/index.html", names=names, keys=[one.key for one in reversed(g.session.flows_now())], problem=problem
    )


def _maps(name: str) -> list[FlowMap]:
    return [_map(name, mobile_token=one) for one in (True, False)]


def _map(name: str, *, mobile_token: bool) -> FlowMap:
    answer = front().nextstep.post("/step/definition/flow/detail", operationName=name, mobileToken=mobile_token)
    return FlowMap.of(answer, mobile_token=mobile_token)


def _workflow(operation_id: str) -> str | None:
    """Its address in the Temporal UI: a workflow has its operation's id, wherever Temporal can keep that."""
    found = front().installation
    if not found.temporal_ui:
        return None
    return f"{found.temporal_ui}/namespaces/{quote(found.temporal_namespace, safe='')}/workflows/{quote(operation_id, safe='')}"
