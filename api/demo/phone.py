"""A phone of any PowerAuth protocol version, played over HTTP (`powerauth-protocol.md`, walk-through in §12)."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.demo.device import activation_code, key_exchange, status, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.counter import Counter, CounterStanding, compare
from api.demo.device.failures import Untrusted
from api.demo.device.key_exchange import PhoneKeyExchange
from api.demo.device.signing import Factors
from api.demo.device.status import ActivationState, ActivationStatus
from api.demo.device.tokens import PhoneToken
from api.demo.phone_calls import TWO_FACTORS, PhoneCalls, protocol_path


class Phone(PhoneCalls):
    """A phone, and the life of its activation."""

    def activate(
        self,
        code: str | None = None,
        *,
        otp: str | None = None,
        name: str = "My phone",
        kind: str = "CODE",
        identity: Mapping[str, str] | None = None,
    ) -> str:
        """Exchange keys for a code, typed or scanned with its signature; returns the fingerprint. `pin` becomes the PIN.

        `identity` serves the kinds of activation that have no code. Raises `Unreadable` for a mistyped code.
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

    def detail(self, token: PhoneToken | None = None) -> dict[str, Any]:
        """The activation's id and name; by a token made with two factors, a new one where none is given."""
        token = self.create_token(TWO_FACTORS) if token is None else token
        sealed = self.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
        headers = self.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION) | self.token_header(token)
        found: dict[str, Any] = wire.unwrap(self.exchange("/pa/v3/activation/detail", sealed, headers))
        return found

    def rename(self, name: str, factors: str = TWO_FACTORS) -> dict[str, Any]:
        """Call the activation something else; its id and name as they are now."""
        uri_id = "/pa/activation/rename"
        return self.call_sealed(protocol_path(uri_id), uri_id, {"activationName": name}, factors)

    def remove(self, factors: str = TWO_FACTORS) -> None:
        """End the activation. The phone keeps its keys, and can still read the status."""
        uri_id = "/pa/activation/remove"
        if (
            self.call_signed(protocol_path(uri_id), uri_id, {}, factors).get("activationId")
            != self.registration.activation_id
        ):
            raise Untrusted("the server removed another activation")

    def upgrade_start(self) -> None:
        """Begin to upgrade an activation of protocol 2: the counter becomes a hash chain."""
        sealed = self.seal(EncryptionPurpose.UPGRADE, b"{}")
        answer = self.exchange("/pa/v3/upgrade/start", sealed, self.encryption_header(EncryptionPurpose.UPGRADE))
        self.counter = Counter(wire.bytes_of(answer, "ctrData", 16))

    def upgrade_commit(self) -> None:
        """End the upgrade by a signature of protocol 3."""
        uri_id = "/pa/upgrade/commit"
        headers = self.sign("POST", uri_id, b"{}", Factors.POSSESSION)
        wire.unwrap(wire.read(self.line.send(protocol_path(uri_id), b"{}", headers)))
