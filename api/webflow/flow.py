"""A flow's pages: each shows what the engine says is next. A form is answered by a way back to the page (303).

So a page can be loaded again, left by the back button, or open in two tabs: it always shows how the operation stands now, and
what was sent twice by its key is done once.
"""

import logging
import re
from collections.abc import Callable

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from api.webflow.calls import ApiRefused, ApiUnavailable
from api.webflow.front import front
from api.webflow.nextstep import WAIT_SECONDS
from api.webflow.progress import FlowProgress
from api.webflow.sent_form import digest, form_key, sent_key
from api.webflow.session import Notice, WebFlow
from api.webflow.step_pages import current_method, find_page
from api.webflow.texts import wishes

log = logging.getLogger(__name__)

flow_pages = Blueprint("flow", __name__)

_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e]{1,200}"')
# Who finds no seat to wait in asks again after this; so does who was answered at once because the API has none.
BUSY_SECONDS = 5
_CANCELED_BY_USER = "UNKNOWN"

Action = Callable[[WebFlow, FlowProgress, str], None]


def own_flow(key: str) -> WebFlow:
    """The flow of this session; others' do not exist."""
    flow: WebFlow | None = g.session.flows.get(key)
    if flow is None:
        abort(404)
    return flow


def read(flow: WebFlow) -> FlowProgress:
    """How the flow's operation stands."""
    return FlowProgress.of(flow, front().nextstep.read(flow.operation_id, wishes()))


def action(name: str, *methods: str) -> Callable[[Action], Action]:
    """Registers what a form does: `act(flow, progress, key)`, where one of `methods` is offered (none: whichever).

    What it is too late for is not done: the page then shows how the operation stands. One form is done after the other, and one
    that was answered is not done again: who pressed twice is told what the first press came to.
    """

    def register(act: Action) -> Action:
        @flow_pages.post(f"/flow/<flow_key>/{name}", endpoint=name)
        def view(flow_key: str) -> Response:
            flow, key, form = own_flow(flow_key), sent_key(), digest()
            with flow.turns:
                if not flow.is_answered(key, form) and _has_answer(name, methods, act, flow, key):
                    flow.answer(key, form)
            return redirect(url_for("flow.show", flow_key=flow_key), 303)

        return act

    return register


def _has_answer(name: str, methods: tuple[str, ...], act: Action, flow: WebFlow, key: str) -> bool:
    """Whether what the form asks for was done or refused; else it may be sent again."""
    try:
        progress = read(flow)
        if progress.end is None and (not methods or set(methods) & set(progress.methods)):
            act(flow, progress, key)
        elif progress.end is None:
            flow.notice = Notice("web.notice.elsewhere")
    except ApiRefused as refused:
        log.warning("%s of a flow was refused: %s", name, refused.code)
        flow.notice = Notice("web.notice.ended" if refused.code == "OPERATION_NOT_VALID" else "web.notice.elsewhere")
    except ApiUnavailable as away:
        log.warning("%s of a flow had no answer: %s", name, away)
        flow.notice = Notice("web.notice.unavailable")
        return False
    return True


@flow_pages.get("/flow/<flow_key>")
def show(flow_key: str) -> str | tuple[str, int]:
    """The page of the step that is next, or of the end."""
    flow = own_flow(flow_key)
    try:
        progress = read(flow)
        if progress.end is not None:
            return render_template("end.html", flow=flow, progress=progress, end=progress.end)
        method = current_method(flow, progress)
        page = find_page(method) if method else None
        if page is None:
            offered = [(one, found) for one in progress.methods if (found := find_page(one)) and found.name]
            template, context = "choice.html", {"offered": offered}
        else:
            template, context = page.template, dict(page.context(flow, progress))
    except ApiUnavailable as away:
        log.warning("a flow cannot be shown: %s", away)
        return render_template("unavailable.html", flow=flow), 503
    except ApiRefused as refused:
        log.warning("a flow cannot be shown: %s", refused.code)
        return render_template("unavailable.html", flow=flow), 502
    common = {"flow": flow, "progress": progress, "method": method, "key": form_key(), "notice": flow.take_notice()}
    return render_template(template, **common, **context)


@flow_pages.get("/flow/<flow_key>/changes")
def changes(flow_key: str) -> Response:
    """Whether the page is out of date: answered when its operation changes. So many as there are seats for wait at once."""
    flow, etag = own_flow(flow_key), request.args.get("known", "")
    if not _TAG.fullmatch(etag):
        abort(400)
    seats = front().seats
    has_seat = seats.acquire(blocking=False)
    try:
        changed = front().nextstep.is_changed(flow.operation_id, wishes(), etag, wait=WAIT_SECONDS if has_seat else 0)
    except ApiRefused:
        changed = True
    except ApiUnavailable:
        changed, has_seat = False, False
    finally:
        if has_seat:
            seats.release()
    answer = jsonify(changed=changed)
    if not changed and not has_seat:
        answer.headers["Retry-After"] = str(BUSY_SECONDS)
    return answer


@action("cancel")
def _cancel(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    flow.is_canceled = True
    withdraw(flow)
    front().nextstep.put(
        "/operation",
        key,
        wishes(),
        operationId=flow.operation_id,
        authMethod=progress.methods[0],
        authStepResult="CANCELED",
        authStepResultDescription=_CANCELED_BY_USER,
    )


@action("another")
def _another(flow: WebFlow, progress: FlowProgress, key: str) -> None:
    """The user wants to see the operation again, and choose another method."""
    withdraw(flow)
    flow.chooses = True


def withdraw(flow: WebFlow) -> None:
    """A phone that was asked to approve without a network is asked no more."""
    if flow.offline is not None:
        front().offline.withdraw(flow.offline)
        flow.offline = None
