"""Sessions of browsers, kept by this server: the cookie is a random name for one, and holds nothing.

One process keeps them in its memory. Who runs several keeps them in a store that they share; nothing else here would change.
"""

import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from api.webflow.session import WebSession, token

IDLE_SECONDS = 1800.0
# Whoever calls without a cookie gets a session: they are bounded, and the one that was used longest ago goes first.
MOST_SESSIONS = 10_000
# Who pressed twice, or had no answer, sends his login once more with the cookie of before it.
REPEATED_SECONDS = 300.0
# An answer with another cookie is on its way for so long: what was asked meanwhile must not take it away.
UNDERWAY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class FormerSession:
    """An id that a login has replaced: by which form, a digest of it, when, and whose session it was."""

    session: WebSession
    form: bytes
    ended_at: float


class WebSessions:
    """All of them; for threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._of: OrderedDict[str, WebSession] = OrderedDict()
        self._former: OrderedDict[str, FormerSession] = OrderedDict()

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

    def rotate(self, session: WebSession, form: bytes) -> None:
        """Another id and another token, once its user is known: what somebody has planted or read before is worth nothing.

        But for the login itself, sent once more: whoever sends that form has its password, or what the passkey signed.
        """
        now = self._monotonic()
        with self._lock:
            self._of.pop(session.id, None)
            self._former[session.id] = FormerSession(session, form, now)
            while (
                len(self._former) > MOST_SESSIONS or now - next(iter(self._former.values())).ended_at > REPEATED_SECONDS
            ):
                self._former.popitem(last=False)
            session.id, session.csrf = token(), token()
            self._of[session.id] = session

    def find_repeated(self, id: str | None, form: bytes) -> WebSession | None:
        """The session of who sends the form again by which that id was replaced; null: it is another form, or too late."""
        with self._lock:
            former = self._former_of(id, REPEATED_SECONDS)
            known = former is not None and hmac.compare_digest(former.form, form)
            return former.session if former is not None and known else None

    def is_underway(self, id: str | None) -> bool:
        """Whether the answer that replaces this id may not have arrived yet."""
        with self._lock:
            return self._former_of(id, UNDERWAY_SECONDS) is not None

    def _former_of(self, id: str | None, seconds: float) -> FormerSession | None:
        former = self._former.get(id) if id else None
        return former if former is not None and self._monotonic() - former.ended_at <= seconds else None
