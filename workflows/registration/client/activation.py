"""The road of a registration to ACTIVE: a device answers its code, the bank commits it (`powerauth-protocol.md` §3)."""

from dataclasses import dataclass, field

from activities.device.v4.agreements import V4Agreement
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import base64_text, counter, elliptic_curve, keys
from activities.powerauth.v4 import counter as v4_counter
from activities.secrets import one_time_passwords
from activities.secrets.sealing import Sealer
from activities.store import key_exchanges, registrations, v4_key_exchanges
from activities.store.audit import trail
from activities.store.audit.event import Action
from activities.store.audit.event import Event as AuditEvent
from activities.store.database import Database
from activities.store.registrations import Registration
from config.clock import now_ms
from config.printable import clean
from config.random_names import random_hex
from config.reasons import Reason
from config.refused import Refused
from workflows.registration import machine
from workflows.registration.client.decisions import Decisions
from workflows.registration.model import Commit, ExchangeKeys, Otp
from workflows.registration.projection import restore
from workflows.temporal.transport import Gone


@dataclass(frozen=True, slots=True)
class KeyExchange:
    """What a device sends to activate itself. The key is as it was received, null where it cannot be one.

    By version 4.0 it has no such key, and `v4` is what was agreed with it.
    Source: `powerauth-protocol.md` §3.2, layer 2; `powerauth-protocol-4.md` §5.2.
    """

    device_public_key: bytes | None
    platform: str
    otp: str | None = field(default=None, repr=False)
    name: str | None = None
    device_info: str | None = None
    external_id: str | None = None
    protocol: str | None = None
    v4: V4Agreement | None = None


@dataclass(frozen=True, slots=True)
class KeyExchangeReply:
    """What the device is answered. `ctr_data` is where its counter starts: 16 bytes, or 32 by version 4.0."""

    registration_id: str
    server_public_key: elliptic_curve.PublicKey
    ctr_data: bytes = field(repr=False)


class Activation:
    """One per process; safe for threads."""

    def __init__(self, database: Database, sealer: Sealer, decisions: Decisions) -> None:
        self._database = database
        self._v4_keys = V4DeviceKeys(sealer)
        self._decisions = decisions

    def exchange_keys(self, application_id: str, code: str, exchange: KeyExchange) -> KeyExchangeReply:
        """A device answers an activation code. Raises `Refused`; of two devices with the same code one is refused."""
        with self._database.read() as session:
            row = registrations.find_by_code(session, application_id, code)
        otp = _compare_otp(
            exchange.otp, row
        )  # first of all, so that an unknown code is refused as slowly as a wrong password
        if row is None:
            with self._database.write() as session:
                trail.record(session, _refusal_event(application_id))
            raise Refused(Reason.REGISTRATION_NOT_FOUND, "no registration waits under this code")
        noted = self._record_exchange(row, exchange)
        event = ExchangeKeys(
            noted.exchange_id,
            otp,
            key_is_valid=_has_key(noted),
            platform=exchange.platform,
            protocol=exchange.protocol,
        )
        try:
            self._decisions.take(row, event, noted.exchange_id)
        except (Refused, Gone) as error:
            with self._database.write() as session:
                key_exchanges.delete_exchange(session, row.registration_id, noted.exchange_id)
            if isinstance(error, Refused):
                raise
            raise self._decisions.too_late(row.registration_id, event) from error
        return KeyExchangeReply(
            row.registration_id,
            keys.public_key(base64_text.decode(row.server_public_key)),
            base64_text.decode(noted.ctr_data),
        )

    def commit(self, registration_id: str, otp: str | None, key: str | None) -> None:
        """The bank found that the device is its user's. Raises `Refused`."""
        row = registrations.read(self._database, registration_id).row
        event = Commit(_compare_otp(otp, row))
        state = restore(row)
        if not state.is_open and key is None:
            raise machine.wrong_state(event, state)
        try:
            self._decisions.take(row, event, key or random_hex())
        except Gone as error:
            raise self._decisions.too_late(registration_id, event) from error

    def _record_exchange(self, row: Registration, exchange: KeyExchange) -> key_exchanges.StoredKeyExchange:
        """What the device sent, kept under a new name until the workflow says whether it won; without a key it cannot win."""
        agreed = exchange.v4
        noted = key_exchanges.StoredKeyExchange(
            registration_id=row.registration_id,
            exchange_id=random_hex(),
            device_public_key=_decompress(exchange.device_public_key) if agreed is None else None,
            ctr_data=base64_text.encode(counter.generate() if agreed is None else v4_counter.generate()),
            platform=exchange.platform,
            recorded_ms=now_ms(),
            name=exchange.name and clean(exchange.name),
            device_info=exchange.device_info,
            external_id=exchange.external_id,
            protocol=exchange.protocol,
            algorithm=None if agreed is None else agreed.device.algorithm.value,
        )
        if not _has_key(noted):
            return noted
        sealed = None
        if agreed is not None:
            sealed = self._v4_keys.seal(
                row.registration_id, row.user_id, agreed.secret, server=agreed.server, device=agreed.device
            )
        with self._database.write() as session:
            key_exchanges.record(session, noted)
            if sealed is not None:
                v4_key_exchanges.record(session, noted.exchange_id, sealed)
        return noted


def _has_key(exchange: key_exchanges.StoredKeyExchange) -> bool:
    return bool(exchange.device_public_key) or exchange.algorithm is not None


def _refusal_event(application_id: str) -> AuditEvent:
    return AuditEvent(Action.REGISTRATION_KEY_EXCHANGE, Reason.REGISTRATION_NOT_FOUND, application_id=application_id)


def _compare_otp(otp: str | None, row: Registration | None) -> Otp:
    """The fact that the workflow is told. An empty text counts as absent."""
    if not otp:
        return Otp.ABSENT
    return Otp.RIGHT if one_time_passwords.is_right(otp, row.otp_hash if row else None) else Otp.WRONG


def _decompress(key: bytes | None) -> str:
    """The key as it is stored; empty where it is no point of the curve."""
    try:
        return base64_text.encode(elliptic_curve.public_bytes(keys.public_key(key or b"")))
    except elliptic_curve.KeyInvalid:
        return ""
