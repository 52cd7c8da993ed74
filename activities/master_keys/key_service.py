"""What opens wrapped master keys: a key management service, a hardware module, or what an installation has in their place."""

from collections.abc import Iterable
from typing import Protocol

from config.master_key import KEY_BYTES, encode, is_wrapped


class KeyUnavailable(Exception):
    """A wrapped key cannot be opened. The words say why, and what to do; they hold no secret and nothing of an answer."""


class KeyService(Protocol):
    """Opens wrapped keys. An installation's own is a class that is made without arguments (`NEXTSTEP_KEY_PROVIDER`)."""

    def unwrap(self, ciphertext: str) -> bytes:
        """The 32 bytes of the key. Raises `KeyUnavailable`."""


def open_keys(texts: Iterable[str], service: KeyService) -> tuple[str, ...]:
    """The keys as base64, in their order; those that are not wrapped are as they were. Raises `KeyUnavailable`."""
    return tuple(encode(_check_length(service.unwrap(text))) if is_wrapped(text) else text for text in texts)


def _check_length(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise KeyUnavailable(f"what the key service opened is no master key: it has {len(key)} bytes, not {KEY_BYTES}")
    return key
