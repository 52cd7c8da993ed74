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
        self._callbacks: list[dict[str, Any]] = []
        self._forgeries: list[str] = []
        self._change = threading.Condition()

    def keep(self, callback: dict[str, Any]) -> None:
        """A callback."""
        with self._change:
            self._callbacks.append(callback)
            self._change.notify_all()

    def refuse(self) -> None:
        """A forged one, which whoever waits hears of."""
        with self._change:
            self._forgeries.append("a callback came whose signature does not verify")
            self._change.notify_all()

    def wait_for_callback(self, operation_id: str, seconds: float = _WAIT_SECONDS) -> dict[str, Any]:
        """What was told of an operation, waited for. Raises `Unexpected` where nothing comes, or something forged."""
        until = time.monotonic() + seconds
        with self._change:
            while True:
                if self._forgeries:
                    raise Unexpected(self._forgeries[0])
                for callback in self._callbacks:
                    if callback.get("operationId") == operation_id:
                        return callback
                if not self._change.wait(max(0.0, until - time.monotonic())):
                    raise Unexpected(f"the bank was not called back of operation {operation_id} within {seconds:.0f} s")
