"""The server's time, told to anybody, and what it speaks (`powerauth-protocol.md` §8, `powerauth-protocol-4.md` §13)."""

from typing import Any

from flask import request

from activities.device import allowed_algorithms
from activities.powerauth.v4.algorithm import Algorithm
from api.http.errors import Denied
from api.http.request_parsing import load_or_refuse
from api.mobile.blueprint import api
from api.mobile.schema import ServerQuestion, ServerState, ServerStateWithAlgorithms
from api.services import services
from config.clock import now_ms
from config.release import version
from config.strict_json import read

_TAG = "Server"
_QUESTION = ServerQuestion()


@api.endpoint("POST /pa/v3/status", tag=_TAG, answer=ServerState())
def server_status() -> dict[str, Any]:
    """Read the server's time."""
    return {"serverTime": now_ms(), "application": {"name": "nextstep", "version": version()}}


@api.endpoint(
    "POST /pa/v4/status",
    tag=_TAG,
    raw=_QUESTION,
    answer=ServerStateWithAlgorithms(),
    errors=("ERR_STATUS", "INVALID_REQUEST", "REMOTE_COMMUNICATION_ERROR"),
)
def v4_server_status() -> dict[str, Any]:
    """Read the server's time, and the algorithms that a new registration of an application may be of.

    Without a key of an application those of the server are told. A key that no app is served with is refused.
    """
    application_key = _application_key()
    algorithms = frozenset(Algorithm) if application_key is None else _allowed(application_key)
    return {**server_status(), "supportedAlgorithms": allowed_algorithms.texts(algorithms)}


def _application_key() -> str | None:
    """The key in the body, which may be absent. Raises `JsonInvalid`."""
    body = request.get_data()
    asked = load_or_refuse(_QUESTION, read(body) if body else {})
    inner = asked.get("request_object") or {}
    found: str | None = inner.get("application_key")
    return found


def _allowed(application_key: str) -> frozenset[Algorithm]:
    """The algorithms of the application. Raises `Denied` ERR_STATUS."""
    with services().database.read() as session:
        found = services().applications.version(session, application_key)
    if found is None or not found.supported:
        raise Denied("ERR_STATUS")
    return found.algorithms
