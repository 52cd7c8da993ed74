"""The demo's bank where it listens: a server that is called back."""

import threading
import time
from typing import Any

from api.demo.caller import Unexpected
from api.demo.signed_server import SignedServer

_WAIT_SECONDS = 20


class BankServer(SignedServer):
    """Remembers what it is told of operations. `secret` is the callback's, once the bank knows it."""

    def __init__(self) -> None:
        super().__init__("operations")
        self._told: list[dict[str, Any]] = []
        self._forged: list[str] = []
        self._changed = threading.Condition()

    def keep(self, callback: dict[str, Any]) -> None:
        """A callback."""
        with self._changed:
            self._told.append(callback)
            self._changed.notify_all()

    def refuse(self) -> None:
        """A forged one, which whoever waits hears of."""
        with self._changed:
            self._forged.append("a callback came whose signature does not verify")
            self._changed.notify_all()

    def wait_for_callback(self, operation_id: str, seconds: float = _WAIT_SECONDS) -> dict[str, Any]:
        """What was told of an operation, waited for. Raises `Unexpected` where nothing comes, or something forged."""
        until = time.monotonic() + seconds
        with self._changed:
            while True:
                if self._forged:
                    raise Unexpected(self._forged[0])
                for told in self._told:
                    if told.get("operationId") == operation_id:
                        return told
                if not self._changed.wait(max(0.0, until - time.monotonic())):
                    raise Unexpected(f"the bank was not called back of operation {operation_id} within {seconds:.0f} s")
