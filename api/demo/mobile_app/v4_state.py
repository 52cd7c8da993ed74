"""The form as JSON of an activation of protocol 4, as its phone keeps it."""

from collections.abc import Mapping
from typing import Any

from api.demo.device import wire
from api.demo.device.v4 import key_pairs
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.pin import SIZE, V4PinProtectedKey
from api.demo.device.v4.registration import SharedKeys, V4PhoneRegistration

_SHARED = ("counter", "status", "keystore", "offline", "encryption")


def document(activation: V4PhoneRegistration) -> dict[str, Any]:
    """What is written of it."""
    return {
        "activationId": activation.activation_id,
        "serverPublicKeys": activation.server_public.members(),
        "devicePublicKeys": activation.device_public.members(),
        "devicePrivateKeys": wire.b64(activation.device_private),
        "possession": wire.b64(activation.possession),
        "knowledge": {
            "salt": wire.b64(activation.knowledge.salt),
            "ciphertext": wire.b64(activation.knowledge.ciphertext),
        },
        "biometry": None if activation.biometry is None else wire.b64(activation.biometry),
        "sharedKeys": {name: wire.b64(getattr(activation.shared_keys, name)) for name in _SHARED},
    }


def registration(members: Mapping[str, Any], algorithm: PhoneAlgorithm) -> V4PhoneRegistration:
    """The reverse. Raises `Untrusted`, `ValueError` and `KeyError` for anything else."""
    knowledge, shared = members["knowledge"], members["sharedKeys"]
    return V4PhoneRegistration(
        activation_id=wire.text_of(members, "activationId"),
        server_public=key_pairs.read(algorithm, members["serverPublicKeys"]),
        device_public=key_pairs.read(algorithm, members["devicePublicKeys"]),
        device_private=wire.bytes_of(members, "devicePrivateKeys"),
        possession=wire.bytes_of(members, "possession", SIZE),
        knowledge=V4PinProtectedKey(
            wire.bytes_of(knowledge, "salt", SIZE), wire.bytes_of(knowledge, "ciphertext", SIZE)
        ),
        biometry=None if members["biometry"] is None else wire.bytes_of(members, "biometry", SIZE),
        shared_keys=SharedKeys(**{name: wire.bytes_of(shared, name, SIZE) for name in _SHARED}),
    )
