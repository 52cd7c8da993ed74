"""A phone of protocols 3.0 to 3.3, played over HTTP (`powerauth-protocol.md`, walk-through in §12)."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.demo.device import activation_code, key_exchange, status, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.counter import Counter, CounterStanding, compare
from api.demo.device.failures import Untrusted
from api.demo.device.key_exchange import PhoneKeyExchange
from api.demo.device.offline import OfflineOperation
from api.demo.device.signing import Factors
from api.demo.device.status import ActivationState, ActivationStatus
from api.demo.handset import Handset
from api.demo.phone_calls import TWO_FACTORS, PhoneCalls


class Phone(Handset, PhoneCalls):
    """A phone, and the life of its activation."""

    MOUNT = "/pa/v3/"
    VALIDATE = "/pa/signature/validate"
    TOKEN_SECRET_SIZE = 16

    def activate(
        self,
        code: str | None = None,
        *,
        otp: str | None = None,
        name: str = "My phone",
        kind: str = "CODE",
        identity: Mapping[str, str] | None = None,
        enable_biometry: bool = True,
    ) -> str:
        """Exchange keys for a code, typed or scanned with its signature; returns the fingerprint. `pin` becomes the PIN.

        `identity` serves the kinds of activation that have no code; nobody is told of `enable_biometry`. Raises `Unreadable`
        for a mistyped code.
        """
        if code is not None:
            scanned = activation_code.parse(code)
            scanned.verify(self.config.master_public_key)
            identity = {"code": scanned.code}
        otp_given = {} if otp is None else {"activationOtp": otp}
        return self.exchange_keys(self.prepare(identity or {}, kind=kind, activationName=name, **otp_given))

    def prepare(self, identity: Mapping[str, str], *, kind: str = "CODE", **about: Any) -> PhoneKeyExchange:
        """The request for an activation, unsent. `about` is what the inner layer says besides, or instead of, the usual."""
        members = {"platform": self.platform, "deviceInfo": self.device, **about}
        return key_exchange.prepare(self.seal, kind=kind, identity=identity, about=members, compressed=self.compressed)

    def exchange_keys(self, exchange: PhoneKeyExchange) -> str:
        """Send the request, and keep what its answer establishes; returns the fingerprint."""
        headers = self.encryption_header(EncryptionPurpose.GENERIC_APPLICATION)
        answer = self.line.send("/pa/v3/activation/create", exchange.outer.body, headers)
        self.keep(*exchange.open(wire.read(answer), self.pin))
        return self.registration.fingerprint

    def status(self) -> ActivationStatus:
        """The status of the activation; afterwards the phone's counter is in step wherever that can be had."""
        activation = self.registration
        challenge = secrets.token_bytes(16) if self.version.has_nonce else None
        body = {"activationId": activation.activation_id} | ({"challenge": wire.b64(challenge)} if challenge else {})
        answer = self.line.ask("/pa/v3/activation/status", body)
        if answer.get("activationId") != activation.activation_id:
            raise Untrusted("the status is another activation's")
        if challenge is None and answer.get("nonce") is not None:
            raise Untrusted("the status has a nonce that nobody asked for")
        iv = challenge and status.status_iv(activation.transport, challenge, wire.bytes_of(answer, "nonce", 16))
        found = status.decode(wire.bytes_of(answer, "encryptedStatusBlob", 32), activation.transport, iv)
        if found.counter is None:
            return found
        standing, self.counter = compare(self.counter, found.counter, activation.transport)
        if standing is CounterStanding.FAR_AHEAD and found.state is ActivationState.ACTIVE:
            self.validate(factors=Factors.POSSESSION)
        return replace(found, standing=standing)

    def unlock_vault(self, reason: str | None = "FETCH_ENCRYPTION_KEY", factors: str = TWO_FACTORS) -> bytes:
        """The vault key, 16 bytes, proved to open this phone's vault. The phone does not keep it."""
        request = {} if reason is None else {"reason": reason}
        answer = self.seal_and_sign(EncryptionPurpose.VAULT_UNLOCK, request, factors)
        return self.registration.vault_key(wire.bytes_of(answer, "encryptedVaultEncryptionKey", 32))

    def verify_offline(self, operation: OfflineOperation) -> None:
        """Raises `Untrusted` unless the server made the operation, for this phone."""
        operation.verify(server=self.registration.server_public, master=self.config.master_public_key)

    def approve_offline(self, operation: OfflineOperation, factors: str, *, digits: int) -> str:
        """The digits that approve it. Uses up a position of the counter."""
        keys, position = self.use_position(factors)
        return operation.code(keys, position, digits=digits)

    def upgrade_start(self) -> None:
        """Begin to upgrade an activation of protocol 2: the counter becomes a hash chain."""
        sealed = self.seal(EncryptionPurpose.UPGRADE, b"{}")
        answer = self.exchange("/pa/v3/upgrade/start", sealed, self.encryption_header(EncryptionPurpose.UPGRADE))
        self.counter = Counter(wire.bytes_of(answer, "ctrData", 16))

    def upgrade_commit(self) -> None:
        """End the upgrade by a signature of protocol 3."""
        self.tell("/pa/upgrade/commit")
