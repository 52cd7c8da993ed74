"""What Temporal keeps of ours, encrypted before it leaves a process: inputs, answers, failures' words and details for operators.

The whole payload is encrypted, what it says of itself included; in clear is that it is, and under which master key. What is in
clear, and what is under a former key, is read by whoever has the keys, whether or not the installation encrypts today.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from google.protobuf.message import DecodeError, Message
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from activities.secrets.payload_cipher import PayloadCipher
from activities.secrets.sealing import Unsealable

log = logging.getLogger(__name__)

# As Temporal's own examples name it, which its tools show.
ENCODING = b"binary/encrypted"
_KEY_ID = "encryption-key-id"


class EncryptingCodec(PayloadCodec):
    """Encrypts if it is told to, and decrypts in any case. Raises `Unsealable` where a key is missing.

    Workers call it on their event loop, for all that a task brings and takes: it waits for nothing.
    """

    def __init__(self, cipher: PayloadCipher, *, encrypts: bool) -> None:
        self._cipher = cipher
        self._encrypts = encrypts

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """See `PayloadCodec`."""
        return self.as_written(payloads)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """See `PayloadCodec`. The log says what is missing: of exceptions that the SDK tells it keeps no words."""
        try:
            return self.decrypt_all(payloads)
        except Unsealable as error:
            log.error("%s", error)
            raise

    def as_written(self, payloads: Iterable[Payload]) -> list[Payload]:
        """The payloads as they leave this process; what is encrypted already stays as it is."""
        return [self._encrypt(one) for one in payloads] if self._encrypts else [*payloads]

    def _encrypt(self, payload: Payload) -> Payload:
        if is_encrypted(payload):
            return payload
        key_id, data = self._cipher.encrypt(payload.SerializeToString())
        return Payload(metadata={"encoding": ENCODING, _KEY_ID: key_id.encode()}, data=data)

    def decrypt_within(self, message: Message) -> None:
        """Every payload in a message, as in an event of a history, in clear; in its place."""
        if isinstance(message, Payload):
            [clear] = self.decrypt_all([message])
            message.CopyFrom(clear)
            return
        for _, value in message.ListFields():
            for one in _messages(value):
                self.decrypt_within(one)

    def decrypt_all(self, payloads: Iterable[Payload]) -> list[Payload]:
        """The payloads in clear; what is so already stays as it is."""
        return [self._decrypt(one) if is_encrypted(one) else one for one in payloads]

    def _decrypt(self, payload: Payload) -> Payload:
        text = self._cipher.decrypt(payload.metadata[_KEY_ID].decode(errors="replace"), payload.data)
        try:
            return Payload.FromString(text)
        except DecodeError:
            raise Unsealable("what was encrypted is no payload") from None


def _messages(value: Any) -> Iterable[Message]:
    """Those that a field of a message holds: one, many, or by names."""
    if isinstance(value, Message):
        return (value,)
    members = value.values() if isinstance(value, Mapping) else () if isinstance(value, str | bytes) else value
    return (one for one in members if isinstance(one, Message)) if isinstance(members, Iterable) else ()


def is_encrypted(payload: Payload) -> bool:
    """Whether it is one of ours, by what it says of itself."""
    return payload.metadata.get("encoding") == ENCODING and _KEY_ID in payload.metadata
