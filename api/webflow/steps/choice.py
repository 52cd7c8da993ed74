"""What is to be confirmed, what the user says to it (an account, a note), and by which method he confirms."""

from typing import Any

from flask import request

from api.webflow.flow import action
from api.webflow.front import front
from api.webflow.progress import FlowProgress
from api.webflow.session import Notice, WebFlow
from api.webflow.step_pages import find_page
from api.webflow.steps import sms
from api.webflow.texts import wishes

NOTE = "web.note"
_NOTE_LENGTH = 140


@action("choice")
def _choose(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    method = request.form.get("method", "")
    page = find_page(method)
    if method not in progress.methods or page is None or not page.name:
        flow.notice = Notice("web.notice.elsewhere")
        return
    entries = _entries(progress.form)
    if entries is None:
        flow.notice = Notice("web.choice.account")
        return
    nextstep = front().nextstep
    if entries:
        nextstep.put("/operation/formData", operationId=flow.operation_id, formData={"userInput": entries})
    nextstep.put("/operation/chosenAuthMethod", key, wishes(), operationId=flow.operation_id, chosenAuthMethod=method)
    flow.method, flow.chooses = method, False
    if method == sms.METHOD and flow.otp_id is None:
        sms.send(flow, progress, key)


def _entries(form: dict[str, Any]) -> dict[str, str] | None:
    """What the user has entered, of what the form offers; null where he has to choose an account and has not."""
    entries: dict[str, str] = {}
    for field in form.get("parameters", ()):
        if field["type"] == "BANK_ACCOUNT_CHOICE" and field["enabled"]:
            usable = {account["accountId"] for account in field["bankAccounts"] if account["usableForPayment"]}
            if (account := request.form.get(field["id"], "")) not in usable:
                return None
            entries[field["id"]] = account
    if note := request.form.get(NOTE, "").strip()[:_NOTE_LENGTH]:
        entries[NOTE] = note
    return entries
