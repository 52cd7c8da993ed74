"""A line of the log for each request at an API: what was asked for, what was answered and why, and who asked.

Routes are told as they are declared, without the ids in them, and refusals by code and reason: what was sent is never told.
"""

import logging
import time

from activities.audit import origin
from api.http.errors import Denied, KeptOut
from api.http.routed import declared_route, known_method
from config.refused import Refused

log = logging.getLogger(__name__)


def log_request(status: int, start: float, *, code: str | None = None, error: Exception | None = None) -> None:
    """The current request was answered, to whom the audit's actor is. `start` by `time.perf_counter`."""
    if not log.isEnabledFor(logging.INFO):
        return
    fields: dict[str, object] = {
        "method": known_method() or "OTHER",
        "route": declared_route() or "none",
        "status": status,
        "ms": round((time.perf_counter() - start) * 1000, 1),
        "caller": origin.current().actor,
    }
    if code is not None:
        fields["code"] = code
    if reason := reason_of(error):
        fields["reason"] = reason
    log.info("request", extra={"fields": fields})


def reason_of(error: Exception | None) -> str | None:
    """Why a request was refused, or failed; null where nothing did, and where the code says it already."""
    if isinstance(error, Refused | KeptOut):
        return str(error.reason)
    return None if error is None or isinstance(error, Denied) else type(error).__name__
