"""User name and password. Whether a name is unknown or a password wrong is told to nobody."""

from collections.abc import Mapping
from typing import Any

from flask import request

from api.webflow import customer
from api.webflow.flow import action
from api.webflow.front import front
from api.webflow.progress import FlowProgress
from api.webflow.protection import rotate_session
from api.webflow.session import Notice, WebFlow
from api.webflow.step_pages import step_page
from api.webflow.texts import wishes

METHOD = "USERNAME_PASSWORD_AUTH"
_LONGEST = 256


@step_page(METHOD, "password.html")
def _page(flow: WebFlow, progress: FlowProgress) -> Mapping[str, Any]:
    return {"username": customer.USERNAME, "password": customer.PASSWORD, "longest": _LONGEST}


@action("password", METHOD)
def _check(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    username, password = request.form.get("username", "").strip(), request.form.get("password", "")
    if not (0 < len(username) <= _LONGEST and 0 < len(password) <= _LONGEST):
        flow.notice = Notice("web.password.missing")
        return
    nextstep = front().nextstep
    user_id = nextstep.find_user(username, customer.CREDENTIAL)
    if user_id is None:
        # Counted as a wrong password is, and told in the same words.
        nextstep.put("/operation", key, operationId=flow.operation_id, authMethod=METHOD, authStepResult="AUTH_FAILED")
        flow.notice = Notice("web.password.wrong")
        return
    answer = nextstep.post(
        "/auth/credential",
        key,
        wishes(),
        userId=user_id,
        credentialName=customer.CREDENTIAL,
        credentialValue=password,
        operationId=flow.operation_id,
        updateOperation=True,
        authMethod=METHOD,
    )
    if answer["authenticationResult"] == "SUCCEEDED":
        flow.user_id, flow.method = user_id, None
        rotate_session()
    else:
        flow.notice = Notice("web.password.wrong")
