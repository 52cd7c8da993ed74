"""The user's phone confirms: by its network, while this page waits for it, or without one, by digits that are typed here."""

import re
from collections.abc import Mapping
from typing import Any

import segno
from flask import request

from api.webflow.calls import ApiRefused
from api.webflow.flow import action, withdraw
from api.webflow.front import front
from api.webflow.progress import FlowProgress
from api.webflow.session import Notice, WebFlow
from api.webflow.step_pages import step_page
from api.webflow.texts import wishes

METHOD = "POWERAUTH_TOKEN"
_DIGITS = re.compile(r"[0-9]{16}")
# What the phone did without a network, as the step of the operation that this flow is about.
_REPORTED = {"APPROVED": "CONFIRMED", "REJECTED": "CANCELED"}


@step_page(METHOD, "mobile_token.html", is_chosen=True, name="method.powerauthToken")
def _page(flow: WebFlow, progress: FlowProgress) -> Mapping[str, Any]:
    payment = _payment(progress)
    if flow.offline is None:
        return {"picture": None, "can_be_offline": payment is not None}
    try:
        found = front().offline.qr_code(flow.offline)
    except ApiRefused:
        # It has ended already: by a phone that had a network after all, or by digits of which nobody heard.
        return {"picture": None, "is_settled": True}
    picture = segno.make(found.text, micro=False).svg_data_uri(scale=4, border=4)
    return {"picture": picture, "qr_text": found.text, "nonce": found.nonce}


@action("offline", METHOD)
def _go_offline(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    """The same payment, as an operation that has a QR code. The phone's list no longer asks for this one."""
    payment, registration_id = _payment(progress), _registration_of(progress)
    if payment is None or registration_id is None:
        flow.notice = Notice("web.offline.impossible")
        return
    nextstep = front().nextstep
    nextstep.put("/operation/mobileToken/status", key, operationId=flow.operation_id, mobileTokenActive=False)
    flow.offline = front().offline.begin(progress.user_id or "", registration_id, flow.operation_id, key, **payment)


@action("online", METHOD)
def _go_online(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    withdraw(flow)
    front().nextstep.put(
        "/operation/chosenAuthMethod", key, wishes(), operationId=flow.operation_id, chosenAuthMethod=METHOD
    )


@action("offline-code", METHOD)
def _check(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    code, nonce = re.sub(r"[\s-]", "", request.form.get("code", "")), request.form.get("nonce", "")
    if flow.offline is None:
        return
    if not _DIGITS.fullmatch(code):
        flow.notice = Notice("web.code.malformed")
        return
    offline = front().offline
    try:
        is_right = offline.is_right(flow.offline, code, nonce, key)
    except ApiRefused as refused:
        if refused.code == "ERROR_OTP_INVALID":
            flow.notice = Notice("web.code.malformed")
            return
        # It has ended: by a code that was sent before, or on the phone.
        is_right = False
    if not is_right and offline.status(flow.offline) == "PENDING":
        flow.notice = Notice("web.code.wrong")
        _report(flow, progress, "AUTH_FAILED", key)
    else:
        _settle(flow, progress, key)


@action("offline-settle", METHOD)
def _settle(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    """How it ended on the phone is how the step ends. The key is the approval's: whatever dies in between, it counts once."""
    if flow.offline is None:
        return
    status = front().offline.status(flow.offline)
    if status != "PENDING":
        _report(flow, progress, _REPORTED.get(status, "AUTH_METHOD_FAILED"), f"offline-{flow.offline.operation_id}")


def _report(flow: WebFlow, progress: FlowProgress, result: str, key: str) -> None:
    reason = {"authStepResultDescription": "UNKNOWN"} if result == "CANCELED" else {}
    front().nextstep.put(
        "/operation",
        key,
        wishes(),
        operationId=flow.operation_id,
        userId=progress.user_id,
        authMethod=METHOD,
        authStepResult=result,
        **reason,
    )


def _registration_of(progress: FlowProgress) -> str | None:
    """The user's phone; null where he has none."""
    if progress.user_id is None:
        return None
    methods = front().nextstep.methods_of(progress.user_id)
    return methods.get(METHOD, {}).get("activationId")


def _payment(progress: FlowProgress) -> dict[str, str] | None:
    """What a phone without a network is to show: amount, currency and account of the form; null where there are none."""
    fields = {field["id"]: field for field in progress.form.get("parameters", ())}
    amount, account = fields.get("operation.amount"), fields.get("operation.account")
    if amount is None or account is None:
        return None
    return {"amount": f"{amount['amount']:.2f}", "currency": amount["currency"], "iban": account["value"]}
