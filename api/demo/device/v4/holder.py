"""Whom a request is from, where it is from an activation of protocol 4."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class V4Holder:
    """An activation, and two keys that only it shares with the server: KEY_MAC_GET_ACT_TEMP_KEY, KEY_E2EE_SHARED_INFO2."""

    activation_id: str
    keystore_key: bytes
    encryption_key: bytes
