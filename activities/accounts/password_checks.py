"""Passwords compared with their hashes: remembered where they were right, few at once, and each once for all who ask at once."""

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future

from activities.secrets import passwords
from config.too_many import TooMany

_MAX_REMEMBERED = 1000
# Each that is checked lets as many wait for it; whoever comes then is told to come again.
_WAITING_FOR_EACH = 4
_WAIT_SECONDS = 5
_AGAIN_SECONDS = 1


class PasswordChecks:
    """One per process; safe for threads. `most`: so many hashes are made at once, for each costs memory and a core.

    Remembers passwords that were right, as keyed hashes that say nothing outside this process: argon2 is paid for once. The
    account's stored hash is part of what is remembered, so a new password makes the former one forgotten at once.
    """

    def __init__(self, most: int) -> None:
        self._key = os.urandom(32)
        self._right: OrderedDict[bytes, None] = OrderedDict()
        self._on_their_way: dict[bytes, Future[bool]] = {}
        self._lock = threading.Lock()
        self._checking = threading.BoundedSemaphore(most)
        self._admission = threading.BoundedSemaphore(most * (1 + _WAITING_FOR_EACH))

    def remembers(self, username: str, password: str, stored_hash: str) -> bool:
        """Whether the password was right before."""
        digest = self._digest(username, password, stored_hash)
        with self._lock:
            if digest not in self._right:
                return False
            self._right.move_to_end(digest)
            return True

    def matches(self, username: str, password: str, stored_hash: str, admits: Callable[[], None]) -> bool:
        """Whether `stored_hash` is of this password. Raises `TooMany`, and what `admits` raises before anything is paid for."""
        digest = self._digest(username, password, stored_hash)
        with self._lock:
            found = self._on_their_way.get(digest)
            if found is None:
                mine = self._on_their_way[digest] = Future()
        if found is not None:
            try:
                return found.result(2 * _WAIT_SECONDS)
            except TimeoutError:
                raise TooMany(_AGAIN_SECONDS) from None
        try:
            right = self._compute(password, stored_hash, admits)
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(right)
            if right:
                self._remember(digest)
            return right
        finally:
            with self._lock:
                self._on_their_way.pop(digest, None)

    def _compute(self, password: str, stored_hash: str, admits: Callable[[], None]) -> bool:
        if not self._admission.acquire(blocking=False):
            raise TooMany(_AGAIN_SECONDS)
        try:
            if not self._checking.acquire(timeout=_WAIT_SECONDS):
                raise TooMany(_AGAIN_SECONDS)
            try:
                admits()  # only now: those before may have been wrong
                return passwords.matches(password, stored_hash)
            finally:
                self._checking.release()
        finally:
            self._admission.release()

    def _remember(self, digest: bytes) -> None:
        with self._lock:
            self._right[digest] = None
            if len(self._right) > _MAX_REMEMBERED:
                self._right.popitem(last=False)

    def _digest(self, username: str, password: str, stored_hash: str) -> bytes:
        # Neither names nor hashes hold a NUL, so no two of them read the same.
        secret = "\0".join((username, stored_hash, password)).encode()
        return hashlib.blake2b(secret, key=self._key, digest_size=32).digest()
