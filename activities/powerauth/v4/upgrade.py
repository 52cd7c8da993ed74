"""Upgrade of an activation of 3.x without a new activation code (`powerauth-protocol-4.md` §9).

Its start is encrypted in application scope and signed by 3.3, its confirmation has a code of 4.0 and says nothing.
"""

from dataclasses import dataclass

from activities.powerauth import json_object
from activities.powerauth.activation import read_object
from activities.powerauth.v4.activation import agreement_members, read_agreement, read_enable_biometry
from activities.powerauth.v4.key_pairs import PublicKeys
from activities.powerauth.v4.shared_secret import SharedSecret, SharedSecretRequest


@dataclass(frozen=True, slots=True)
class UpgradeStart:
    """What a phone starts its upgrade with. Its keys are of the algorithm of the shared secret that it asks for."""

    shared_secret: SharedSecretRequest
    public_keys: PublicKeys
    enable_biometry: bool


def read_start(plaintext: bytes) -> UpgradeStart:
    """The start of an upgrade. Raises `ActivationInvalid`."""
    value = read_object(plaintext)
    asked, keys = read_agreement(value)
    return UpgradeStart(asked, keys, read_enable_biometry(value))


def start_answer(*, agreement: SharedSecret, server: PublicKeys, ctr_data: bytes) -> bytes:
    """What answers it, to be encrypted by its reply."""
    return json_object.write(agreement_members(agreement, server, ctr_data))
