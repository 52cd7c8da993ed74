"""Requests under an idempotency key: which request a key stands for, so that it is never used for another."""

from activities.secrets.sealing import Sealer
from activities.store import seen_requests
from activities.store.database import Database
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused

# As long as callers repeat a request.
KEPT_MS = 24 * 3_600_000


class Repetitions:
    """One per process; safe for threads."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def record(self, scope: str, key: str, request: str) -> None:
        """The key stands for this request from now on, whatever comes of it, within its `scope`: who asks, and for what.

        What was said may hold a one-time password, so only its digest under the master key is kept. Raises `Refused` KEY_REUSED
        where the key stands for another request.
        """
        name, expires_ms = f"key {scope} {key}", now_ms() + KEPT_MS
        with self._database.write() as session:
            key_is_new = seen_requests.is_new(session, name, expires_ms=expires_ms)
            known = [
                not seen_requests.is_new(session, f"{name} {digest}", expires_ms=expires_ms)
                for digest in self._sealer.digests(request.encode(), "idempotency")
            ]
            if not key_is_new and not any(known):
                raise _reuse_refusal()


def check_same(first_digest: str, digest: str | None) -> None:
    """Raises `Refused` KEY_REUSED where a request has another digest than the first one under its key, or none: no key either."""
    if first_digest != digest:
        raise _reuse_refusal()


def _reuse_refusal() -> Refused:
    return Refused(Reason.KEY_REUSED, "this Idempotency-Key was used for another request")
