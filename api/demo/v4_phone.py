"""A phone of protocol 4, played over HTTP (`powerauth-protocol-4.md`, walk-through in §20)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.demo.device import activation_code, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.counter import CounterStanding, compare
from api.demo.device.failures import Untrusted
from api.demo.device.offline import OfflineOperation
from api.demo.device.signing import Factors
from api.demo.device.status import ActivationState
from api.demo.device.v4 import agreement, key_exchange, offline, status
from api.demo.device.v4.key_exchange import V4PhoneKeyExchange
from api.demo.device.v4.masters import masters, verify_code
from api.demo.device.v4.status import V4ActivationStatus
from api.demo.device.v4.tokens import SECRET_SIZE
from api.demo.phone_calls import TWO_FACTORS, PhoneCalls
from api.demo.v4_handset import V4Handset

KEK_DEVICE_PRIVATE = "KEK_DEVICE_PRIVATE"


class V4Phone(V4Handset, PhoneCalls):
    """A phone, and the life of its activation."""

    MOUNT = "/pa/v4/"
    VALIDATE = "/pa/auth/validate"
    TOKEN_SECRET_SIZE = SECRET_SIZE

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
        """Exchange keys for a code, and confirm them; returns the fingerprint. `pin` becomes the PIN.

        `identity` serves the kinds of activation that have no code. Raises `Unreadable` for a mistyped code.
        """
        if code is not None:
            scanned = activation_code.parse(code)
            verify_code(self.config, scanned.code, scanned.signature)
            identity = {"code": scanned.code}
        otp_given = {} if otp is None else {"activationOtp": otp}
        self.exchange_keys(self.prepare(identity or {}, kind=kind, activationName=name, **otp_given))
        self.confirm(enable_biometry=enable_biometry)
        return self.fingerprint

    def prepare(self, identity: Mapping[str, str], *, kind: str = "CODE", **about: Any) -> V4PhoneKeyExchange:
        """The request for an activation, unsent. `about` is what the inner layer says besides, or instead of, the usual."""
        members = {"platform": self.platform, "deviceInfo": self.device, **about}
        return key_exchange.prepare(self.seal, algorithm=self.algorithm, kind=kind, identity=identity, about=members)

    def exchange_keys(self, exchange: V4PhoneKeyExchange) -> str:
        """Send the request, and keep what its answer establishes; returns the fingerprint."""
        headers = self.encryption_header(EncryptionPurpose.GENERIC_APPLICATION)
        answer = self.line.send("/pa/v4/activation/create", exchange.outer.body, headers)
        self.keep(*exchange.open(wire.read(answer), self.pin))
        return self.fingerprint

    def confirm(self, *, enable_biometry: bool = True) -> None:
        """Prove that both sides have the same keys, and say whether biometry is used. Once more does no harm."""
        uri_id = "/pa/activation/confirm"
        self.call_signed(self.path(uri_id), uri_id, {"enableBiometry": enable_biometry})
        if not enable_biometry:
            self.keep(self.registration.with_biometry(None), self.counter)

    def status(self) -> V4ActivationStatus:
        """The status of the activation; afterwards the phone's counter is in step wherever that can be had."""
        shared = self.registration.shared_keys
        purpose = EncryptionPurpose.GENERIC_ACTIVATION
        answer = self.exchange(
            self.path("/pa/activation/status"), self.seal(purpose, b"{}"), self.encryption_header(purpose)
        )
        found = status.decode(wire.bytes_of(answer, "activationStatus", 80), shared.status)
        if found.counter is None:
            raise Untrusted("the status has no counter")
        standing, counter = compare(self.counter, found.counter, shared.counter)
        self.counter = counter
        if standing is CounterStanding.FAR_AHEAD and found.state is ActivationState.ACTIVE:
            self.validate(factors=Factors.POSSESSION)
        return replace(found, standing=standing)

    def change_pin(self, new_pin: str) -> None:
        """Have another key for the knowledge factor, and prove it, which ends the former one's life."""
        key = self._agree(EncryptionPurpose.PASSWORD_CHANGE)
        self.pin = new_pin
        self.keep(self.registration.with_password(key, new_pin), self.counter)
        self._prove("CONFIRM_NEW_PASSWORD", Factors.POSSESSION_KNOWLEDGE)

    def add_biometry(self) -> None:
        """Have a new key for the biometric factor, and prove it."""
        key = self._agree(EncryptionPurpose.BIOMETRY_ADD)
        self.keep(self.registration.with_biometry(key), self.counter)
        self._prove("CONFIRM_BIOMETRY_ADD", Factors.POSSESSION_BIOMETRY)

    def remove_biometry(self) -> None:
        """Have no biometric factor any more."""
        self.tell("/pa/biometry/remove")
        self.keep(self.registration.with_biometry(None), self.counter)

    def unlock_vault(
        self,
        key: str = KEK_DEVICE_PRIVATE,
        *,
        reason: str | None = "FETCH_ENCRYPTION_KEY",
        factors: str = TWO_FACTORS,
    ) -> bytes:
        """A key of the vault, 32 bytes, that of the device's private keys proved on them. The phone does not keep it."""
        request = {"keyIdentifier": key} | ({} if reason is None else {"reason": reason})
        found = wire.bytes_of(
            self.seal_and_sign(EncryptionPurpose.VAULT_UNLOCK, request, factors), "vaultEncryptionKey", 32
        )
        if key == KEK_DEVICE_PRIVATE:
            self.registration.private_keys(found)
        return found

    def verify_offline(self, operation: OfflineOperation) -> None:
        """Raises `Untrusted` unless the server made the operation, for this phone."""
        key = self.registration.shared_keys.offline
        offline.verify(operation, mac_key=key, masters=masters(self.config, self.algorithm))

    def approve_offline(self, operation: OfflineOperation, factors: str, *, digits: int) -> str:
        """The digits that approve it. Uses up a position of the counter."""
        keys, position = self.use_position(factors)
        return offline.code(operation, keys, position, digits=digits)

    def _agree(self, purpose: EncryptionPurpose) -> bytes:
        """Another key for a factor, by the PIN that there is."""
        asked = agreement.ask(self.algorithm)
        return asked.secret(self.seal_and_sign(purpose, asked.members(), TWO_FACTORS))

    def _prove(self, reason: str, factors: str) -> None:
        self.validate(body=wire.write({"requestObject": {"reason": reason}}), factors=factors)
