"""The exchanges of keys that begin an activation of protocol 4: a new one, and one upgraded from 3.x.

Source: `powerauth-protocol-4.md` §5.2, §9.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.demo.device import wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.failures import Untrusted
from api.demo.device.v4 import agreement, key_pairs
from api.demo.device.v4.agreement import PhoneAgreement
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.counter import V4Counter
from api.demo.device.v4.envelope import V4SealedRequest
from api.demo.device.v4.key_pairs import PhoneKeyPairs
from api.demo.device.v4.registration import V4PhoneRegistration, establish

Seal = Callable[[EncryptionPurpose, bytes], V4SealedRequest]


@dataclass(frozen=True, slots=True)
class V4KeyOffer:
    """The keys that the phone has made: those that sign, and those of the agreement."""

    device: PhoneKeyPairs
    agreement: PhoneAgreement

    def members(self) -> dict[str, Any]:
        """As they travel."""
        return {
            "sharedSecretRequest": self.agreement.members(),
            "devicePublicKeys": self.device.public.members(),
        }

    def accept(
        self, answer: Mapping[str, Any], *, activation_id: str, chosen_pin: str
    ) -> tuple[V4PhoneRegistration, V4Counter]:
        """The activation that the server's half establishes, and where its counter begins. Raises `Untrusted`."""
        secret = self.agreement.secret(answer.get("sharedSecretResponse"))
        server = key_pairs.read(self.device.algorithm, answer.get("serverPublicKeys"))
        found = establish(self.device, secret, activation_id=activation_id, server=server, chosen_pin=chosen_pin)
        return found, V4Counter(wire.bytes_of(answer, "ctrData", 32))


@dataclass(frozen=True, slots=True)
class V4PhoneKeyExchange:
    """A request for an activation, ready to be sent: `outer.request` is what travels, `inner` is within it."""

    offer: V4KeyOffer
    inner: V4SealedRequest
    outer: V4SealedRequest

    def open(self, answer: Mapping[str, Any], chosen_pin: str) -> tuple[V4PhoneRegistration, V4Counter]:
        """The activation that the answer to `outer` establishes. Raises `Untrusted`."""
        within = wire.read(self.outer.open(answer)).get("activationData")
        if not isinstance(within, dict):
            raise Untrusted("the answer has no inner layer")
        found = wire.read(self.inner.open(within))
        return self.offer.accept(found, activation_id=wire.text_of(found, "activationId"), chosen_pin=chosen_pin)


def offer(algorithm: PhoneAlgorithm) -> V4KeyOffer:
    """New keys for everything."""
    return V4KeyOffer(key_pairs.generate(algorithm), agreement.ask(algorithm))


def prepare(
    seal: Seal, *, algorithm: PhoneAlgorithm, kind: str, identity: Mapping[str, str], about: Mapping[str, Any]
) -> V4PhoneKeyExchange:
    """Encrypt both layers. `about` is what the inner layer says besides the keys, or in their place."""
    offered = offer(algorithm)
    inner = seal(EncryptionPurpose.ACTIVATION, wire.write({**offered.members(), **about}))
    layer_1 = {"type": kind, "identityAttributes": identity, "activationData": inner.request}
    return V4PhoneKeyExchange(offered, inner, seal(EncryptionPurpose.GENERIC_APPLICATION, wire.write(layer_1)))
