"""Forms of phones that come twice: what the first press came to is what the second one is shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, make_response
from werkzeug.wrappers import Response

from api.webflow.phone.blueprint import told
from api.webflow.phone.problems import PhoneProblem
from api.webflow.sent_form import digest, sent_key
from api.webflow.session import ShownAnswer, WebSession


def once(view: Callable[..., Any]) -> Callable[..., Response]:
    """Marks a view that does something: a signature, a PIN that may be wrong, a question of the bank's.

    One form of a session is done after the other. What had no answer (5xx) may be sent again.
    """

    @wraps(view)
    def answer(**arguments: Any) -> Response:
        sent_key()
        session: WebSession = g.session
        form = digest()
        with session.turns:
            shown = session.answers.get(form)
            if shown is None:
                shown = _shown(view, arguments)
                if shown.status < 500:
                    session.show(form, shown)
        return Response(shown.body, shown.status, shown.headers)

    return answer


def _shown(view: Callable[..., Any], arguments: dict[str, Any]) -> ShownAnswer:
    try:
        found = make_response(view(**arguments))
    except PhoneProblem as problem:
        found = make_response(told(problem))
    return ShownAnswer(found.get_data(), found.status_code, tuple(found.headers))
