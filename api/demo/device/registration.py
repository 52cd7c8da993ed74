"""What a phone keeps of its activation (`powerauth-protocol.md` §3.2 to §3.4, §4)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.demo.device import cbc, keys, pin, points, wire
from api.demo.device.counter import Counter
from api.demo.device.failures import Untrusted
from api.demo.device.holder import Holder
from api.demo.device.signing import Factors


@dataclass(frozen=True, slots=True)
class PhoneRegistration:
    """An activation as its phone stores it.

    `device_private` is encrypted by the vault key, which only the server can give back; `knowledge` lies under the PIN.
    """

    activation_id: str
    server_public: points.PublicKey
    device_public: points.PublicKey
    device_private: bytes
    possession: bytes
    knowledge: pin.PinProtectedKey
    biometry: bytes
    transport: bytes

    @property
    def fingerprint(self) -> str:
        """Eight digits that the user compares with those the bank shows."""
        return fingerprint(self.device_public, self.activation_id, self.server_public)

    @property
    def holder(self) -> Holder:
        """Whom requests of the activation's scope are from."""
        return Holder(self.activation_id, self.transport)

    def factor_keys(self, factors: Factors, typed_pin: str) -> list[bytes]:
        """The keys that sign for these factors. A wrong PIN gives a wrong key, which only the server can tell."""
        return [self._factor_key(one, typed_pin) for one in factors.each]

    def vault_key(self, ciphertext: bytes) -> bytes:
        """The vault key out of the server's answer, proved on the device's private key. Raises `Untrusted`."""
        try:
            vault_key = cbc.decrypt(self.transport, ciphertext)
            proved = self.private_key(vault_key).public_key() == self.device_public
        except ValueError:
            proved = False
        if not proved:
            raise Untrusted("the vault key does not open the vault")
        return vault_key

    def private_key(self, vault_key: bytes) -> points.PrivateKey:
        """The device's private key. Raises `ValueError` for another vault key."""
        return points.private_key(cbc.decrypt(vault_key, self.device_private))

    def _factor_key(self, factor: Factors, typed_pin: str) -> bytes:
        if factor is Factors.POSSESSION:
            return self.possession
        return self.biometry if factor is Factors.BIOMETRY else self.knowledge.reveal(typed_pin)


def establish(
    device: points.PrivateKey, answer: Mapping[str, Any], chosen_pin: str
) -> tuple[PhoneRegistration, Counter]:
    """What follows from the server's half of the key exchange, and where the counter begins. Raises `Untrusted`."""
    server_public = points.public_key(wire.bytes_of(answer, "serverPublicKey"))
    derived = keys.derive(keys.master_secret(device, server_public))
    registration = PhoneRegistration(
        activation_id=wire.text_of(answer, "activationId"),
        server_public=server_public,
        device_public=device.public_key(),
        device_private=cbc.encrypt(derived.vault, points.private_bytes(device)),
        possession=derived.possession,
        knowledge=pin.protect(derived.knowledge, chosen_pin),
        biometry=derived.biometry,
        transport=derived.transport,
    )
    return registration, Counter(wire.bytes_of(answer, "ctrData", 16))


def fingerprint(device: points.PublicKey, activation_id: str, server: points.PublicKey) -> str:
    """The fingerprint of the two public keys and the activation, eight digits."""
    digest = hashlib.sha256(_x(device) + activation_id.encode() + _x(server)).digest()
    return f"{(int.from_bytes(digest[-4:], 'big') & 0x7FFFFFFF) % 10**8:08}"


def _x(key: points.PublicKey) -> bytes:
    """The x coordinate without leading zero bytes."""
    return points.public_bytes(key, compressed=True)[1:].lstrip(b"\0")
