"""A code by short message. It is made and checked by the engine, and sent by its provider: this front end never knows it."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request

from api.webflow import customer
from api.webflow.flow import action
from api.webflow.front import front
from api.webflow.progress import FlowProgress
from api.webflow.session import Notice, WebFlow
from api.webflow.step_pages import step_page
from api.webflow.texts import language, wishes

METHOD = "SMS_KEY"
# Each costs the bank money, and its user's patience.
MOST_MESSAGES = 5
_CODE = re.compile(r"[0-9]{4,12}")


@step_page(METHOD, "sms.html", is_chosen=True, name="method.smsKey")
def _page(flow: WebFlow, progress: FlowProgress) -> Mapping[str, Any]:
    telephone = front().telephone
    return {"message": telephone.text(flow.otp_id), "is_shown": telephone.is_here}


def send(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    """Have a code sent to the user. With the key of the form that asked for it: once, however often that was sent."""
    if len(flow.messages | {key}) > MOST_MESSAGES:
        flow.notice = Notice("web.sms.enough")
        return
    flow.messages.add(key)
    answer = front().nextstep.post(
        "/otp/send",
        key,
        userId=progress.user_id,
        otpName=customer.OTP,
        operationId=flow.operation_id,
        language=language(),
    )
    flow.otp_id = answer["otpId"]
    flow.notice = Notice("web.sms.sent", is_error=False) if answer["delivered"] else Notice("web.sms.failed")


@action("sms-send", METHOD)
def _send_again(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    send(flow, progress, key)


@action("sms", METHOD)
def _check(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    code = re.sub(r"\s", "", request.form.get("code", ""))
    if flow.otp_id is None:
        flow.notice = Notice("web.sms.none")
        return
    if not _CODE.fullmatch(code):
        flow.notice = Notice("web.code.malformed")
        return
    answer = front().nextstep.post(
        "/auth/otp",
        key,
        wishes(),
        otpId=flow.otp_id,
        operationId=flow.operation_id,
        otpValue=code,
        updateOperation=True,
        authMethod=METHOD,
    )
    if answer["authenticationResult"] != "SUCCEEDED":
        flow.notice = Notice("web.code.wrong")
        flow.attempts = answer["remainingAttempts"]
