"""A device with one app on it and a line to the server, before anything is said by whatever version of the protocol."""

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from api.demo.device import sdk_config, wire
from api.demo.device.line import HttpTransport, Line


class InstalledApp(NamedTuple):
    """What an app is installed with."""

    transport: HttpTransport
    base_url: str
    mobile_sdk_config: str


class SealedByPhone(Protocol):
    """An encrypted request, and what opens its answer."""

    @property
    def body(self) -> bytes: ...

    def open(self, answer: Mapping[str, Any]) -> bytes: ...


def _epoch_ms() -> int:
    return time.time_ns() // 1_000_000


class ConnectedDevice:
    """Its attributes may be changed at any time: `pin` (what the user types next), `config` (another app's)."""

    def __init__(
        self,
        transport: HttpTransport,
        base_url: str,
        mobile_sdk_config: str,
        *,
        platform: str = "android",
        device: str = "Demo Phone",
        pin: str = "1234",
        clock_ms: Callable[[], int] = _epoch_ms,
    ) -> None:
        """Raises `Unreadable`."""
        self.installation = InstalledApp(transport, base_url, mobile_sdk_config)
        self.line = Line(transport, base_url)
        self.config = sdk_config.parse(mobile_sdk_config)
        self.platform = platform
        self.device = device
        self.pin = pin
        self.clock_ms = clock_ms

    def exchange(self, path: str, request: SealedByPhone, headers: Mapping[str, str]) -> dict[str, Any]:
        """Send an encrypted request; the answer's plaintext. Raises `ServerRefused` and `Untrusted`."""
        return wire.read(request.open(wire.read(self.line.send(path, request.body, headers))))
