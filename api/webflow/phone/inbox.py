"""The inbox of a phone."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from api.webflow.phone.blueprint import OF_A_PHONE, phone_pages
from api.webflow.phone.desk import held

_PATH = f"{OF_A_PHONE}/inbox"
_SIZE = 20


@phone_pages.get(_PATH)
def inbox(name: str) -> str:
    """Messages, newest first."""
    page = max(0, request.args.get("page", 0, int))
    with held(name) as app:
        found, unread = app.messages(page=page, size=_SIZE, only_unread=False), app.unread()
    return render_template(
        "phone/inbox.html", name=name, messages=found, unread=unread, page=page, is_last=len(found) < _SIZE
    )


@phone_pages.get(f"{_PATH}/<message_id>")
def message(name: str, message_id: str) -> str:
    """One; to look at it does not mark it as read."""
    with held(name) as app:
        found = app.message(message_id)
    return render_template("phone/message.html", name=name, message=found)


@phone_pages.post(f"{_PATH}/<message_id>/read")
def read_message(name: str, message_id: str) -> Response:
    """The user has read it."""
    with held(name) as app:
        app.mark_read(message_id)
    return redirect(url_for("phone.inbox", name=name), 303)


@phone_pages.post(f"{_PATH}/read")
def read_all(name: str) -> Response:
    """The user has read all of them."""
    with held(name) as app:
        app.mark_all_read()
    return redirect(url_for("phone.inbox", name=name), 303)
