"""What all that a phone of protocol 4 does is made of: its state, sealing, codes. Tests of bad input work here."""

import secrets
from typing import Any

from api.demo.activated_device import ActivatedDevice
from api.demo.device import signing, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.headers import AUTHORIZATION, ENCRYPTION, TOKEN, header
from api.demo.device.line import HttpTransport
from api.demo.device.tokens import PhoneToken
from api.demo.device.v4 import codes, envelope, tokens
from api.demo.device.v4.algorithms import PhoneAlgorithm, algorithm_of
from api.demo.device.v4.counter import V4Counter
from api.demo.device.v4.envelope import V4Envelope, V4SealedRequest
from api.demo.device.v4.holder import V4Holder
from api.demo.device.v4.key_pairs import PhonePublicKeys
from api.demo.device.v4.masters import masters
from api.demo.device.v4.registration import V4PhoneRegistration
from api.demo.device.v4.temporary_secrets import PhoneTemporarySecrets

VERSION = "4.0"


class V4Handset(ActivatedDevice[V4PhoneRegistration, V4Counter]):
    """A device with one app on it, which speaks protocol 4 by one algorithm.

    Its attributes may be changed at any time: `pin`, `config`, `counter` as of a phone of 3.x, and `algorithm` until keys are
    exchanged.
    """

    def __init__(
        self,
        transport: HttpTransport,
        base_url: str,
        mobile_sdk_config: str,
        *,
        algorithm: str = PhoneAlgorithm.EC_P384_ML_L3,
        **about: Any,
    ) -> None:
        """Raises `Unreadable`, where the configuration has no keys of the algorithm too."""
        super().__init__(transport, base_url, mobile_sdk_config, **about)
        self.algorithm = algorithm_of(algorithm)
        masters(self.config, self.algorithm)
        self.counter = V4Counter(bytes(32))  # until the key exchange gives the chain's beginning
        self.temporary_secrets = PhoneTemporarySecrets(self.line)

    def seal(
        self,
        purpose: EncryptionPurpose,
        plaintext: bytes,
        *,
        nonce: bytes | None = None,
        timestamp_ms: int | None = None,
    ) -> V4SealedRequest:
        """Encrypt a request; a temporary secret is agreed on where none is at hand."""
        holder = self._holder(purpose)
        temporary = self.temporary_secrets.secret(
            self.config, holder, signers=self._signers(holder), now_ms=self.clock_ms()
        )
        return V4Envelope(purpose, self.config, holder, temporary).seal(
            plaintext,
            nonce=secrets.token_bytes(envelope.NONCE_SIZE) if nonce is None else nonce,
            timestamp_ms=self.clock_ms() if timestamp_ms is None else timestamp_ms,
        )

    def encryption_header(self, purpose: EncryptionPurpose) -> dict[str, str]:
        """The header of an encrypted request without an authentication code."""
        holder = self._holder(purpose)
        return header(
            ENCRYPTION,
            application_key=self.config.application_key,
            activation_id=holder.activation_id if holder else None,
            version=VERSION,
        )

    def authentication(
        self, method: str, uri_id: str, body: bytes, factors: str, *, nonce: bytes | None = None
    ) -> dict[str, str]:
        """The attributes of an authorization header, to be altered by those who test refusals. Uses up a position."""
        nonce = secrets.token_bytes(16) if nonce is None else nonce
        data = signing.base_string(method, uri_id, nonce, body, self.config.application_secret)
        keys, position = self.use_position(factors)
        return {
            "pa_activation_id": self.registration.activation_id,
            "pa_application_key": self.config.application_key,
            "pa_nonce": wire.b64(nonce),
            "pa_auth_code_type": factors,
            "pa_auth_code": codes.online(keys, position, data),
            "pa_version": VERSION,
        }

    def sign(self, method: str, uri_id: str, body: bytes, factors: str) -> dict[str, str]:
        """The header with a request's code; for GET `body` is the query. Uses up a position of the counter."""
        return header(AUTHORIZATION, **self.authentication(method, uri_id, body, factors))

    def token_header(
        self, token: PhoneToken, *, nonce: bytes | None = None, timestamp_ms: int | None = None
    ) -> dict[str, str]:
        """The header of one call with a token."""
        nonce = secrets.token_bytes(16) if nonce is None else nonce
        now_ms = self.clock_ms() if timestamp_ms is None else timestamp_ms
        return header(TOKEN, **tokens.attributes(token, nonce=nonce, timestamp_ms=now_ms))

    def _holder(self, purpose: EncryptionPurpose) -> V4Holder | None:
        return None if purpose.is_of_application else self.registration.holder

    def _signers(self, holder: V4Holder | None) -> PhonePublicKeys:
        """Whose signatures a temporary secret of the scope has."""
        return self.registration.server_public if holder else masters(self.config, self.algorithm)
