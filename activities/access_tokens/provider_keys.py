"""The provider's keys as this process knows them: kept, fetched anew in a thread of their own, and never waited for long.

They are fetched with the first token, every five minutes while there are tokens, and where a token names a key that is not
among them, which is at most once in half a minute: whoever sends tokens of made-up keys makes no requests of ours. Who comes
after a time without tokens waits for them: a key may have been withdrawn. A provider that is away is no outage: the keys
that are known serve for a day, and then no longer.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from activities.access_tokens.key_set import Key, KeySet
from activities.access_tokens.refused import ProviderUnavailable

log = logging.getLogger(__name__)

FRESH_SECONDS: Final = 300.0
# Those that are older were not asked for in time, unless the provider is away.
STALE_SECONDS: Final = 600.0
BELIEVED_SECONDS: Final = 86_400.0
UNKNOWN_SECONDS: Final = 30.0
RETRY_SECONDS: Final = 5.0
# Threads that wait for one fetch; others are told to come again.
_WAITING: Final = 4


class ProviderKeys:
    """One per process; safe for threads. `fetch` raises `ProviderUnavailable`; `seconds`: a request waits for it so long."""

    def __init__(
        self, fetch: Callable[[], KeySet], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._seconds, self._clock = fetch, seconds, clock
        self._lock = threading.Lock()
        self._waiting = threading.BoundedSemaphore(_WAITING)
        self._keys: KeySet | None = None
        self._fetched_at = self._tried_at = float("-inf")
        self._flight: Future[None] | None = None
        self._problem = ""

    def find(self, key_id: str | None, algorithm: str) -> Key | None:
        """The key; null: the provider has none such. Raises `ProviderUnavailable` where it cannot be known."""
        known = self._current()
        if (found := known.find(key_id, algorithm)) is not None or key_id is None:
            return found
        if not self._await(self._begin(UNKNOWN_SECONDS)):
            raise self._silence()
        found = (self._known() or known).find(key_id, algorithm)
        if found is None and self._problem:
            raise ProviderUnavailable(self._problem)  # the key may be a new one
        return found

    def _current(self) -> KeySet:
        """The keys as they are, or were lately; those from before where the provider is away. Raises `ProviderUnavailable`."""
        known, now = self._known(), self._clock()
        if known is None:
            answered = self._await(self._begin(RETRY_SECONDS))
            known = self._known()
            if known is None:
                raise (
                    ProviderUnavailable(self._problem or "the identity provider has not answered yet")
                    if answered
                    else self._silence()
                )
        elif now - self._fetched_at > FRESH_SECONDS:
            is_away = bool(self._problem) and now - self._tried_at <= STALE_SECONDS
            flight = self._begin(RETRY_SECONDS)
            if now - self._fetched_at > STALE_SECONDS and not is_away:
                self._await(flight)
                known = self._known() or known
        return known

    def _silence(self) -> ProviderUnavailable:
        return ProviderUnavailable(f"the identity provider has not answered within {self._seconds:g} s")

    def _known(self) -> KeySet | None:
        """The keys, unless they are too old to be believed."""
        return self._keys if self._clock() - self._fetched_at <= BELIEVED_SECONDS else None

    def _begin(self, pause: float) -> Future[None] | None:
        """The fetch that is under way, or a new one; null: the last one was begun less than `pause` seconds ago."""
        with self._lock:
            if self._flight is not None:
                return self._flight
            if self._clock() - self._tried_at < pause:
                return None
            self._tried_at = self._clock()
            flight = self._flight = Future()
        threading.Thread(target=self._run, args=(flight,), name="provider-keys", daemon=True).start()
        return flight

    def _run(self, flight: "Future[None]") -> None:
        problem = ""
        try:
            keys = self._fetch()
            with self._lock:
                self._keys, self._fetched_at = keys, self._clock()
        except ProviderUnavailable as error:
            problem = f"the identity provider's keys cannot be had: {error}"
        except Exception:
            problem = "the identity provider's keys cannot be had"
            log.exception("the identity provider's keys cannot be had")
        if problem and not self._problem:
            log.warning("%s", problem)
        with self._lock:
            self._problem, self._flight = problem, None
        flight.set_result(None)

    def _await(self, flight: "Future[None] | None") -> bool:
        """Whether it ended in time. Raises `ProviderUnavailable` where enough others wait for it."""
        if flight is None:
            return True
        if not self._waiting.acquire(blocking=False):
            raise ProviderUnavailable("the identity provider's keys are being fetched")
        try:
            flight.result(self._seconds)
        except TimeoutError:
            return False
        finally:
            self._waiting.release()
        return True
