"""Sessions of browsers, kept by this server: the cookie is a random name for one, and holds nothing.

One process keeps them in its memory. Who runs several keeps them in a store that they share; nothing else here would change.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

IDLE_SECONDS = 1800.0
# Whoever calls without a cookie gets a session: they are bounded, and the one that was used longest ago goes first.
MOST_SESSIONS = 10_000
MOST_FLOWS = 20


def _token() -> str:
    return secrets.token_urlsafe(24)


@dataclass(slots=True)
class Notice:
    """What a page says once of what was done before: an id of a text, and what fills its places."""

    text: str
    values: dict[str, str] = field(default_factory=dict)
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class OfflineApproval:
    """An operation at PowerAuth Cloud with the same contents, which a code of this phone approves."""

    operation_id: str
    registration_id: str


@dataclass(slots=True)
class WebFlow:
    """One operation as one browser goes through it. Pages know it by `key`; the operation's id never leaves the server.

    `user_id` is who has authenticated himself in it. `attempts`: how many are left of the step `method`, where somebody was
    wrong. `otp_id` is of the one-time password that was sent last, of so many `messages`. `chooses`: the user wants another
    method; `is_canceled`: he has canceled here, and not on the phone. `offline` is what is approved by a phone without a network.
    """

    key: str
    operation_id: str
    user_id: str | None = None
    notice: Notice | None = None
    method: str | None = None
    attempts: int | None = None
    otp_id: str | None = None
    messages: int = 0
    chooses: bool = False
    is_canceled: bool = False
    offline: OfflineApproval | None = None

    def take_notice(self) -> Notice | None:
        """The notice, which is not shown again."""
        notice, self.notice = self.notice, None
        return notice


@dataclass(slots=True)
class WebSession:
    """What the server remembers of a browser. `csrf` stands in each of its forms."""

    id: str = field(default_factory=_token)
    csrf: str = field(default_factory=_token)
    language: str | None = None
    notice: Notice | None = None
    flows: OrderedDict[str, WebFlow] = field(default_factory=OrderedDict)
    used_at: float = 0.0

    @property
    def user_id(self) -> str | None:
        """Who authenticated last in one of its flows; null: nobody yet."""
        users = [flow.user_id for flow in self._flows_now() if flow.user_id is not None]
        return users[-1] if users else None

    def begin(self, operation_id: str) -> WebFlow:
        """The flow of an operation, or a new one; the oldest is forgotten where there are too many."""
        for found in self._flows_now():
            if found.operation_id == operation_id:
                return found
        flow = WebFlow(secrets.token_urlsafe(12), operation_id)
        self.flows[flow.key] = flow
        while len(self.flows) > MOST_FLOWS:
            self.flows.popitem(last=False)
        return flow

    def _flows_now(self) -> tuple[WebFlow, ...]:
        """They may become more meanwhile: a browser has several tabs."""
        return tuple(self.flows.values())


class WebSessions:
    """All of them; for threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._of: OrderedDict[str, WebSession] = OrderedDict()

    def find(self, id: str | None) -> WebSession:
        """The session of that id; a new one, with an id of our own, where there is none or it was idle for too long."""
        now = self._monotonic()
        with self._lock:
            found = self._of.pop(id, None) if id else None
            if found is None or now - found.used_at > IDLE_SECONDS:
                found = WebSession()
            found.used_at = now
            self._of[found.id] = found
            while len(self._of) > MOST_SESSIONS:
                self._of.popitem(last=False)
            return found

    def rotate(self, session: WebSession) -> None:
        """Another id and another token, once its user is known: what somebody has planted or read before is worth nothing."""
        with self._lock:
            self._of.pop(session.id, None)
            session.id, session.csrf = _token(), _token()
            self._of[session.id] = session
