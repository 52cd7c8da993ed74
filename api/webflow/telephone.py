"""The stand-in for a provider of short messages, and for the telephone that they arrive at: the pages show them.

The engine sends a message as it sends it to a bank's gateway: a POST, signed as Standard Webhooks has it.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from api.demo.signed_server import is_genuine

_MOST = 200


class Telephone:
    """One per process; safe for threads. Without a `secret` somebody else carries the messages, and none arrives here."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._lock = threading.Lock()
        self._texts: OrderedDict[str, str] = OrderedDict()

    @property
    def is_here(self) -> bool:
        """Whether messages arrive here."""
        return bool(self._secret)

    def take(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Keep a message; says whether it is genuine. What is not is not read."""
        fields = {name.lower(): value for name, value in headers.items()}
        if not self.is_here or not is_genuine(fields, body, self._secret):
            return False
        message: dict[str, Any] = json.loads(body)
        with self._lock:
            self._texts[str(message.get("otpId"))] = str(message.get("text"))
            while len(self._texts) > _MOST:
                self._texts.popitem(last=False)
        return True

    def text(self, otp_id: str | None) -> str | None:
        """The message with that one-time password, as it stands on the telephone; null: none has arrived."""
        with self._lock:
            return self._texts.get(otp_id or "")
