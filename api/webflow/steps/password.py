"""User name and password. Whether a name is unknown, a password wrong, or blocked, is told to nobody."""

from collections.abc import Mapping
from typing import Any

from flask import request

from api.webflow import customer
from api.webflow.calls import ApiRefused
from api.webflow.flow import action
from api.webflow.front import front
from api.webflow.progress import FlowProgress
from api.webflow.protection import rotate_session
from api.webflow.session import Notice, WebFlow
from api.webflow.step_pages import find_page, step_page
from api.webflow.texts import wishes

METHOD = "USERNAME_PASSWORD_AUTH"
_LONGEST = 256


@step_page(METHOD, "password.html", name="web.method.password")
def _page(flow: WebFlow, progress: FlowProgress) -> Mapping[str, Any]:
    others = [one for one in progress.methods if one != METHOD and find_page(one)]
    return {
        "username": customer.USERNAME,
        "password": customer.PASSWORD,
        "longest": _LONGEST,
        "another": bool(others),
    }


@action("password", METHOD)
def _check(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    username, password = request.form.get("username", "").strip(), request.form.get("password", "")
    if not (0 < len(username) <= _LONGEST and 0 < len(password) <= _LONGEST):
        flow.notice = Notice("web.password.missing")
        return
    nextstep = front().nextstep
    user_id = nextstep.find_user(username, customer.CREDENTIAL)
    if not _is_right(flow, user_id, password, key):
        nextstep.put("/operation", key, operationId=flow.operation_id, authMethod=METHOD, authStepResult="AUTH_FAILED")
        flow.notice = Notice("web.password.wrong")
        return
    # What was right is checked once more as the step: then the engine vouches for it, and not this front end.
    answer = nextstep.post(
        "/auth/credential", key, wishes(), **_given(flow, user_id, password), updateOperation=True, authMethod=METHOD
    )
    if answer["authenticationResult"] == "SUCCEEDED":
        flow.user_id, flow.method = user_id, None
        rotate_session()
    else:
        flow.notice = Notice("web.password.wrong")


def _is_right(flow: WebFlow, user_id: str | None, password: str, key: str) -> bool:
    """Whether it is the user's password; counted, and not yet the operation's step.

    As a step a password that is blocked ends the operation, and a name that there is not does not: who tries names would see
    which there are. Null is nobody's id: comparing with nothing takes as long, and a page tells neither.
    """
    given = _given(flow, f"nobody-{key}" if user_id is None else user_id, password)
    try:
        answer = front().nextstep.post("/auth/credential", f"{key}-check", **given)
    except ApiRefused as refused:
        if refused.code in ("USER_IDENTITY_NOT_FOUND", "CREDENTIAL_NOT_FOUND"):
            return False
        raise
    return user_id is not None and answer["authenticationResult"] == "SUCCEEDED"


def _given(flow: WebFlow, user_id: str | None, password: str) -> dict[str, Any]:
    return {
        "userId": user_id,
        "credentialName": customer.CREDENTIAL,
        "credentialValue": password,
        "operationId": flow.operation_id,
    }
