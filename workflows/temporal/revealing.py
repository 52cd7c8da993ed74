"""Payloads for operators, as the Temporal UI and command line ask for them; who saw what was encrypted is told to the audit."""

from collections.abc import Sequence

from temporalio.api.common.v1 import Payload

from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from workflows.temporal.payload_encryption import EncryptingCodec, is_encrypted


class PayloadsForOperators:
    """One per process; safe for threads."""

    def __init__(self, database: Database, codec: EncryptingCodec) -> None:
        self._database, self._codec = database, codec

    def decrypt(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads in clear, once the audit knows: how many were encrypted, and nothing of them. Raises `Unsealable`."""
        clear = self._codec.decrypt_all(payloads)
        if encrypted := sum(map(is_encrypted, payloads)):
            with self._database.write() as session:
                trail.record(session, Event(Action.PAYLOAD_DECRYPT, details={"payloads": encrypted}))
        return clear

    def encrypt(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads as this installation writes them."""
        return self._codec.as_written(payloads)
