"""The user agrees to what follows: to a login, that his name is passed on; to a payment, that it is carried out."""

from collections.abc import Mapping
from typing import Any

from flask import request

from api.webflow.flow import action
from api.webflow.front import front
from api.webflow.progress import FlowProgress
from api.webflow.session import Notice, WebFlow
from api.webflow.step_pages import step_page
from api.webflow.texts import wishes

METHOD = "CONSENT"
_NEEDED, _OPTIONAL = "consent.main", "consent.news"


@step_page(METHOD, "consent.html")
def _page(flow: WebFlow, progress: FlowProgress) -> Mapping[str, Any]:
    return {"needed": _NEEDED, "optional": _OPTIONAL if progress.name.startswith("login") else None}


@action("consent", METHOD)
def _agree(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    if _NEEDED not in request.form:
        flow.notice = Notice("web.consent.missing")
        return
    nextstep = front().nextstep
    if progress.form:
        entries = {name: str(name in request.form).lower() for name in (_NEEDED, _OPTIONAL)}
        nextstep.put("/operation/formData", operationId=flow.operation_id, formData={"userInput": entries})
    nextstep.put(
        "/operation",
        key,
        wishes(),
        operationId=flow.operation_id,
        userId=progress.user_id,
        authMethod=METHOD,
        authStepResult="CONFIRMED",
    )
