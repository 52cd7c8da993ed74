"""A passkey confirms: the page asks the browser, whose dialog asks the user; what it signs is sent with the form."""

from collections.abc import Mapping
from typing import Any

from flask import jsonify, request
from werkzeug.wrappers import Response

from api.webflow.calls import ApiRefused, ApiUnavailable
from api.webflow.flow import action, flow_pages, own_flow
from api.webflow.front import front
from api.webflow.passkey_flows import METHOD
from api.webflow.passkeys import read_credential
from api.webflow.progress import FlowProgress
from api.webflow.protection import rotate_session
from api.webflow.session import Notice, WebFlow
from api.webflow.step_pages import step_page
from api.webflow.texts import wishes

_UNREADABLE = ("PASSKEY_INVALID", "REQUEST_VALIDATION_FAILED", "INVALID_REQUEST")


@step_page(METHOD, "passkey.html", is_chosen=True, name="method.passkey")
def _page(flow: WebFlow, progress: FlowProgress) -> Mapping[str, Any]:
    """Who is known and has no passkey is told where he gets one; who is not known yet may have one."""
    has_none = flow.user_id is not None and not front().nextstep.passkeys_of(flow.user_id)
    return {"has_none": has_none}


@flow_pages.post("/flow/<flow_key>/passkey/options")
def ask_for_signature(flow_key: str) -> Response | tuple[Response, int]:
    """What the page passes to the browser. Asked for when the user is ready: it is good for minutes, and once."""
    try:
        found = front().nextstep.post("/auth/passkey/options", operationId=own_flow(flow_key).operation_id)
    except (ApiRefused, ApiUnavailable):
        return jsonify(), 409
    return jsonify(publicKey=found["publicKey"], payment=found["payment"])


@action("passkey", METHOD)
def _check(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    credential = read_credential(request.form.get("credential", ""))
    if credential is None:
        flow.notice = Notice("web.passkey.missing")
        return
    try:
        answer = front().nextstep.post(
            "/auth/passkey",
            key,
            wishes(),
            operationId=flow.operation_id,
            credential=credential,
            updateOperation=True,
            authMethod=METHOD,
        )
    except ApiRefused as refused:
        if refused.code not in _UNREADABLE:
            raise
        flow.notice = Notice("web.passkey.wrong")
        return
    if answer["authenticationResult"] != "SUCCEEDED":
        # Why is for the bank's logs: a stranger is told nothing of it.
        flow.notice = Notice("web.passkey.wrong")
        return
    was_known, flow.user_id, flow.method = flow.user_id is not None, answer["userId"], None
    if not was_known:
        rotate_session()
