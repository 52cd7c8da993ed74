"""Registrations of version 3 that go over to version 4 without a new activation code (`powerauth-protocol-4.md` §9).

A start leaves keys that wait; until the phone proves that it has them, the registration is of version 3 in all that it does.
Whoever starts again replaces what waits: the answer may have been lost. A start and what it leaves are one transaction with the
verdict on its signature: a delayed one, whose counter has passed by then, replaces nothing that the phone was given since.
"""

from dataclasses import replace
from enum import StrEnum
from typing import Any

from activities.device.applications import Applications
from activities.device.calls import Calls
from activities.device.device_keys import sealing_context
from activities.device.signatures import SignatureVerdict, SignedCall
from activities.device.unauthorized import ProofFailure, Unauthorized
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import elliptic_curve, keys
from activities.powerauth.activation import ActivationInvalid
from activities.powerauth.base64_text import encode
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4 import counter, shared_secret, upgrade
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.encrypted_request import V4EncryptedRequest
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.version import VERSION
from activities.powerauth.version import ProtocolVersion
from activities.secrets.sealing import Sealer
from activities.store import signers, v4_keys
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Session
from activities.store.signers import Signer
from config.clock import now_ms

# Each step is proved by one set of factors.
_STARTS = frozenset({SignatureType.POSSESSION_KNOWLEDGE})
_CONFIRMS = frozenset({SignatureType.POSSESSION})


class UpgradeFailure(StrEnum):
    """Why an upgrade goes no further although its phone proved itself, for the audit."""

    REQUEST = "REQUEST_INVALID"
    ALGORITHM = "ALGORITHM_NOT_ALLOWED"
    NOTHING_WAITS = "NO_UPGRADE_STARTED"


class UpgradeRefused(Exception):
    """An upgrade goes no further. Its text is always the same; `reason` is for the log."""

    def __init__(self, reason: UpgradeFailure) -> None:
        super().__init__("the upgrade is refused")
        self.reason = reason


class Upgrades:
    """Starts and confirms upgrades; one per process."""

    def __init__(self, sealer: Sealer, applications: Applications, calls: Calls) -> None:
        self._sealer = sealer
        self._applications = applications
        self._calls = calls
        self._keys = V4DeviceKeys(sealer)

    def start(
        self, header: V4EncryptionHeader, request: V4EncryptedRequest, call: SignedCall
    ) -> tuple[dict[str, Any], SignatureVerdict]:
        """New keys for the registration that signs by 3.3, as they are answered: the last that were asked for wait.

        Raises `EncryptionFailed` before the signature is looked at, `Unauthorized` and `UpgradeRefused`: with these the
        registration's counters move, which is why they are raised behind the transaction.
        """
        _check_version(call, ProtocolVersion.V3_3)
        opened, verdict, begun = self._calls.open_and_change_v4(
            V4Purpose.UPGRADE_START,
            header,
            request,
            call,
            _STARTS,
            lambda session, signer, plaintext: self._begin(session, signer, header.application_key, plaintext),
        )
        if isinstance(begun, UpgradeFailure):
            raise UpgradeRefused(begun)
        return opened.reply.encrypt(begun, now_ms=now_ms()), verdict

    def confirm(self, call: SignedCall) -> SignatureVerdict:
        """The phone has the keys that wait: the registration is of version 4 from now on. Raises as `start` does."""
        _check_version(call, VERSION)
        verdict, failure = self._calls.verify_and_change(call, _CONFIRMS, self._go_over)
        if failure is not None:
            raise UpgradeRefused(failure)
        return verdict

    def _begin(
        self, session: Session, signer: Signer, application_key: str, plaintext: bytes
    ) -> bytes | UpgradeFailure:
        try:
            asked = upgrade.read_start(plaintext)
        except ActivationInvalid:
            _audit(session, Action.REGISTRATION_UPGRADE_START, signer, None, UpgradeFailure.REQUEST)
            return UpgradeFailure.REQUEST
        algorithm = asked.shared_secret.algorithm
        version = self._applications.version(session, application_key)
        if version is None or algorithm not in version.algorithms:
            _audit(session, Action.REGISTRATION_UPGRADE_START, signer, algorithm.value, UpgradeFailure.ALGORITHM)
            return UpgradeFailure.ALGORITHM
        agreement, server = shared_secret.agree(asked.shared_secret), KeyPairs.generate(algorithm)
        ctr_data = counter.generate()
        waiting = self._keys.seal(
            signer.registration_id,
            signer.user_id,
            V4ActivationKeys(agreement.secret),
            server=server,
            device=asked.public_keys,
        )
        v4_keys.remove(session, signer.registration_id)
        v4_keys.add(
            session, replace(waiting, biometry_enabled=asked.enable_biometry, upgrade_ctr_data=encode(ctr_data))
        )
        _audit(session, Action.REGISTRATION_UPGRADE_START, signer, algorithm.value, None)
        return upgrade.start_answer(agreement=agreement, server=server.public, ctr_data=ctr_data)

    def _go_over(self, session: Session, signer: Signer) -> UpgradeFailure | None:
        """The verdict has written the counter of version 4. In place of version 3's keys there are some that no phone has."""
        stored = v4_keys.find(session, signer.registration_id)
        algorithm = None if stored is None else stored.algorithm
        if stored is None or stored.upgrade_ctr_data is None:
            _audit(session, Action.REGISTRATION_UPGRADE, signer, algorithm, UpgradeFailure.NOTHING_WAITS)
            return UpgradeFailure.NOTHING_WAITS
        v4_keys.confirm_upgrade(session, signer.registration_id)
        pair = keys.generate()
        context = sealing_context(signer.registration_id, signer.user_id)
        signers.drop_v3_keys(
            session,
            signer.registration_id,
            server_public_key=encode(elliptic_curve.public_bytes(pair.public_key())),
            server_private_key=self._sealer.seal(keys.private_bytes(pair), *context),
        )
        _audit(session, Action.REGISTRATION_UPGRADE, signer, algorithm, None)
        return None


def _check_version(call: SignedCall, version: str) -> None:
    """Each step is proved by one version; what is not is not looked at, and does not count."""
    if call.header.version != version:
        raise Unauthorized(ProofFailure.REQUEST)


def _audit(
    session: Session, action: Action, signer: Signer, algorithm: str | None, failure: UpgradeFailure | None
) -> None:
    event = Event(
        action,
        failure or OK,
        user_id=signer.user_id,
        registration_id=signer.registration_id,
        application_id=signer.application_id,
        details={"id": signer.registration_id} | ({} if algorithm is None else {"algorithm": algorithm}),
    )
    trail.record(session, event)
