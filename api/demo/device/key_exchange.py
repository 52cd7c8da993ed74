"""The exchange of keys that begins an activation, in its two layers of encryption (`powerauth-protocol.md` §3.2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.demo.device import points, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.counter import Counter
from api.demo.device.envelope import SealedRequest
from api.demo.device.failures import Untrusted
from api.demo.device.registration import PhoneRegistration, establish


@dataclass(frozen=True, slots=True)
class PhoneKeyExchange:
    """A request for an activation, ready to be sent: `outer.request` is what travels, `inner` is within it."""

    device: points.PrivateKey
    inner: SealedRequest
    outer: SealedRequest

    def open(self, answer: Mapping[str, Any], chosen_pin: str) -> tuple[PhoneRegistration, Counter]:
        """The activation that the answer to `outer` establishes. Raises `Untrusted`."""
        within = wire.read(self.outer.open(answer)).get("activationData")
        if not isinstance(within, dict):
            raise Untrusted("the answer has no inner layer")
        return establish(self.device, wire.read(self.inner.open(within)), chosen_pin)


def prepare(
    seal: Callable[[EncryptionPurpose, bytes], SealedRequest],
    *,
    kind: str,
    identity: Mapping[str, str],
    about: Mapping[str, Any],
    compressed: bool,
) -> PhoneKeyExchange:
    """Make a device key and encrypt both layers. `about` is what the inner layer says besides the key, or in its place."""
    device = points.new_key()
    public = wire.b64(points.public_bytes(device.public_key(), compressed=compressed))
    inner = seal(EncryptionPurpose.ACTIVATION, wire.write({"devicePublicKey": public, **about}))
    layer_1 = {"type": kind, "identityAttributes": identity, "activationData": inner.request}
    return PhoneKeyExchange(device, inner, seal(EncryptionPurpose.GENERIC_APPLICATION, wire.write(layer_1)))
