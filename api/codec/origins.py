"""Which pages may ask for what is encrypted: the Temporal UI's alone, by the rules of CORS."""

from collections.abc import Callable

from flask import Response, request

from api.http.errors import Denied
from api.services import services

_HEADERS = "Authorization, Authorization-Extras, Content-Type, X-Namespace"
_SECONDS = "600"


def check_origin() -> None:
    """Raises `Denied` where a page of another origin asks. What is no page says no origin."""
    if "Origin" in request.headers and not _allowed():
        raise Denied("ERROR_REQUEST", "pages of this origin may not ask: it is not that of NEXTSTEP_TEMPORAL_UI")


def preflight() -> Response:
    """What a browser asks before a page of another origin may send what is no form."""
    further = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": _HEADERS,
        "Access-Control-Max-Age": _SECONDS,
    }
    return Response(status=204, headers=_headers() | (further if _allowed() else {}))


def readable(view: Callable[..., Response]) -> Callable[..., Response]:
    """The view, whose answers, refusals too, are read by the UI and kept by nobody."""

    def answer(**path: str) -> Response:
        response = view(**path)
        response.headers.update({**_headers(), "Cache-Control": "no-store"})
        return response

    return answer


def _headers() -> dict[str, str]:
    found = {"Vary": "Origin"}
    if _allowed():
        found |= {
            "Access-Control-Allow-Origin": request.headers["Origin"],
            "Access-Control-Allow-Credentials": "true",
        }
    return found


def _allowed() -> bool:
    origin = services().settings.temporal_ui_origin
    return bool(origin) and request.headers.get("Origin") == origin
