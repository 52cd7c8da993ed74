"""Where the demo's short messages go: a gateway of the bank's on this machine, whose telephones are read here."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx

from activities.callbacks.signing_secret import new_secret
from api.demo.caller import Unexpected
from api.demo.signed_server import SignedServer


class SmsGateway(SignedServer):
    """Carries messages, of which it has made the secret."""

    def __init__(self) -> None:
        super().__init__("messages", new_secret())
        self._texts: dict[str, str] = {}
        self.shown_at = ""

    def keep(self, message: dict[str, Any]) -> None:
        """A message."""
        self._texts[message["otpId"]] = message["text"]

    def take(self, headers: Mapping[str, str], body: bytes) -> bool:
        """The web flow shows what comes, too, where it is known."""
        taken = super().take(headers, body)
        if taken and self.shown_at:
            with suppress(httpx.HTTPError):
                httpx.post(self.shown_at, content=body, headers=dict(headers), timeout=5)
        return taken

    def text(self, otp_id: str) -> str:
        """What the user's telephone shows. Raises `Unexpected` where nothing came."""
        if otp_id not in self._texts:
            raise Unexpected("no short message came")
        return self._texts[otp_id]
