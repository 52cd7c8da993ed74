"""What a phone keeps of its activation of protocol 4 (`powerauth-protocol-4.md` §2, §5.2 to §5.4)."""

import hashlib
from dataclasses import dataclass, replace
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from api.demo.device.failures import NotActivated, Untrusted
from api.demo.device.signing import Factors
from api.demo.device.v4 import key_pairs, pin
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.holder import V4Holder
from api.demo.device.v4.key_pairs import PhoneKeyPairs, PhonePublicKeys
from api.demo.device.v4.kmac import derive
from api.demo.device.v4.pin import V4PinProtectedKey

_IV = 16


@dataclass(frozen=True, slots=True)
class SharedKeys:
    """The keys of no factor that an activation shares with its server, 32 bytes each."""

    counter: bytes
    status: bytes
    keystore: bytes
    offline: bytes
    encryption: bytes


@dataclass(frozen=True, slots=True)
class V4PhoneRegistration:
    """An activation as its phone stores it. The secret that all follows from is not kept.

    `device_private` is encrypted by a key that only the server can give back; `knowledge` lies under the PIN; `biometry` is null
    while it is off.
    """

    activation_id: str
    server_public: PhonePublicKeys
    device_public: PhonePublicKeys
    device_private: bytes
    possession: bytes
    knowledge: V4PinProtectedKey
    biometry: bytes | None
    shared_keys: SharedKeys

    @property
    def algorithm(self) -> PhoneAlgorithm:
        """Its own, for life."""
        return self.device_public.algorithm

    @property
    def fingerprint(self) -> str:
        """Eight digits that the user compares with those the bank shows."""
        return fingerprint(self.device_public, self.activation_id, self.server_public)

    @property
    def holder(self) -> V4Holder:
        """Whom requests of the activation's scope are from."""
        return V4Holder(self.activation_id, self.shared_keys.keystore, self.shared_keys.encryption)

    def factor_keys(self, factors: Factors, typed_pin: str) -> list[bytes]:
        """The keys that make a code of these factors. A wrong PIN gives a wrong key. Raises `NotActivated` for no biometry."""
        return [self._factor_key(one, typed_pin) for one in factors.each]

    def with_password(self, key: bytes, chosen_pin: str) -> "V4PhoneRegistration":
        """After a change of the PIN."""
        return replace(self, knowledge=pin.protect(key, chosen_pin))

    def with_biometry(self, key: bytes | None) -> "V4PhoneRegistration":
        """After biometry was added, or removed."""
        return replace(self, biometry=key)

    def private_keys(self, vault_key: bytes) -> PhoneKeyPairs:
        """The device's private keys, proved on the public ones. Raises `Untrusted` for another vault key."""
        cipher = Cipher(algorithms.AES256(vault_key), modes.CTR(self.device_private[:_IV]))
        try:
            found = key_pairs.of_private_bytes(self.algorithm, cipher.decryptor().update(self.device_private[_IV:]))
        except ValueError:
            raise Untrusted("the vault key does not open the vault") from None
        if found.public.members() != self.device_public.members():
            raise Untrusted("the vault key does not open the vault")
        return found

    def _factor_key(self, factor: Factors, typed_pin: str) -> bytes:
        if factor is Factors.POSSESSION:
            return self.possession
        if factor is Factors.KNOWLEDGE:
            return self.knowledge.reveal(typed_pin)
        if self.biometry is None:
            raise NotActivated("biometry is off on this phone")
        return self.biometry


def establish(
    device: PhoneKeyPairs,
    secret: bytes,
    *,
    activation_id: str,
    server: PhonePublicKeys,
    chosen_pin: str,
) -> V4PhoneRegistration:
    """What follows from KEY_ACTIVATION_SECRET; biometry is on until `with_biometry` says otherwise."""
    iv = token_bytes(_IV)
    cipher = Cipher(algorithms.AES256(derive(secret, "vault/kek-device-private")), modes.CTR(iv))
    return V4PhoneRegistration(
        activation_id=activation_id,
        server_public=server,
        device_public=device.public,
        device_private=iv + cipher.encryptor().update(device.private_bytes()),
        possession=derive(secret, "auth/possession"),
        knowledge=pin.protect(derive(secret, "auth/knowledge"), chosen_pin),
        biometry=derive(secret, "auth/biometry"),
        shared_keys=SharedKeys(
            counter=derive(secret, "util/mac/ctr-data"),
            status=derive(secret, "util/mac/status"),
            keystore=derive(secret, "util/mac/get-act-temp-key"),
            offline=derive(secret, "util/mac/personalized-data"),
            encryption=derive(secret, "util/key-e2ee-sh2"),
        ),
    )


def fingerprint(device: PhonePublicKeys, activation_id: str, server: PhonePublicKeys) -> str:
    """The fingerprint of the public keys and the activation, eight digits."""
    text = device.algorithm.encode() + _side(device) + activation_id.encode() + _side(server)
    return f"{(int.from_bytes(hashlib.sha3_256(text).digest()[-4:], 'big') & 0x7FFFFFFF) % 10**8:08}"


def _side(keys: PhonePublicKeys) -> bytes:
    """The x coordinate without leading zero bytes, and the second key."""
    return keys.ecdsa.public_numbers().x.to_bytes(48, "big").lstrip(b"\0") + keys.spki
