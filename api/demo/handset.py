"""What all that a phone of protocols 3.0 to 3.3 does is made of: its state, sealing, signing. Tests of bad input work here."""

import secrets
from typing import Any

from api.demo.activated_device import ActivatedDevice
from api.demo.device import binding, envelope, signing, tokens, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.counter import Counter
from api.demo.device.envelope import SealedRequest
from api.demo.device.headers import AUTHORIZATION, ENCRYPTION, TOKEN, header
from api.demo.device.holder import Holder
from api.demo.device.line import HttpTransport
from api.demo.device.points import PublicKey
from api.demo.device.registration import PhoneRegistration
from api.demo.device.temporary_keys import PhoneTemporaryKeys
from api.demo.device.tokens import PhoneToken
from api.demo.device.versions import Version


class Handset(ActivatedDevice[PhoneRegistration, Counter]):
    """A device with one app on it.

    Its attributes may be changed at any time: `version` (each request goes by its own), `pin`, `config`, `counter`.
    """

    def __init__(
        self,
        transport: HttpTransport,
        base_url: str,
        mobile_sdk_config: str,
        *,
        version: str = Version.V3_3,
        compressed: bool = True,
        **about: Any,
    ) -> None:
        """`compressed`: how public keys are sent; phones of the field compress them. Raises `Unreadable`."""
        super().__init__(transport, base_url, mobile_sdk_config, **about)
        self.version = Version(version)
        self.compressed = compressed
        self.counter = Counter(bytes(16))  # until the key exchange gives the chain's beginning
        self.temporary_keys = PhoneTemporaryKeys(self.line)

    def seal(
        self,
        purpose: EncryptionPurpose,
        plaintext: bytes,
        *,
        nonce: bytes | None = None,
        timestamp_ms: int | None = None,
    ) -> SealedRequest:
        """Encrypt a request; in protocol 3.3 a temporary key is fetched where none is at hand."""
        holder = self._holder(purpose)
        recipient, key_id = self._lasting_key(holder), None
        if self.version.has_temporary_keys:
            temporary = self.temporary_keys.key(self.config, holder, signer=recipient, now_ms=self.clock_ms())
            recipient, key_id = temporary.public_key, temporary.key_id
        bound = binding.bind(self.version, purpose, config=self.config, holder=holder, temporary_key_id=key_id)
        return envelope.address(recipient, bound, compressed=self.compressed).seal(
            plaintext,
            nonce=secrets.token_bytes(16) if nonce is None else nonce,
            timestamp_ms=self.clock_ms() if timestamp_ms is None else timestamp_ms,
        )

    def encryption_header(self, purpose: EncryptionPurpose) -> dict[str, str]:
        """The header of an encrypted request that is not signed."""
        holder = self._holder(purpose)
        return header(
            ENCRYPTION,
            version=self.version,
            application_key=self.config.application_key,
            activation_id=holder.activation_id if holder else None,
        )

    def signature(
        self,
        method: str,
        uri_id: str,
        body: bytes,
        factors: str,
        *,
        nonce: bytes | None = None,
        version: str | None = None,
    ) -> dict[str, str]:
        """The attributes of a signature header, to be altered by those who test refusals. Uses up a position of the counter."""
        nonce = secrets.token_bytes(16) if nonce is None else nonce
        version = self.version if version is None else Version(version)
        data = signing.base_string(method, uri_id, nonce, body, self.config.application_secret)
        keys, position = self.use_position(factors)
        return {
            "pa_activation_id": self.registration.activation_id,
            "pa_application_key": self.config.application_key,
            "pa_nonce": wire.b64(nonce),
            "pa_signature_type": factors,
            "pa_signature": signing.online(keys, position, data, version),
            "pa_version": version,
        }

    def sign(self, method: str, uri_id: str, body: bytes, factors: str) -> dict[str, str]:
        """The header that signs a request; for GET `body` is the query. Uses up a position of the counter."""
        return header(AUTHORIZATION, **self.signature(method, uri_id, body, factors))

    def token_header(
        self, token: PhoneToken, *, nonce: bytes | None = None, timestamp_ms: int | None = None
    ) -> dict[str, str]:
        """The header of one call with a token."""
        nonce = secrets.token_bytes(16) if nonce is None else nonce
        now_ms = self.clock_ms() if timestamp_ms is None else timestamp_ms
        return header(TOKEN, **tokens.attributes(token, nonce=nonce, timestamp_ms=now_ms, version=self.version))

    def _holder(self, purpose: EncryptionPurpose) -> Holder | None:
        return None if purpose.is_of_application else self.registration.holder

    def _lasting_key(self, holder: Holder | None) -> PublicKey:
        """The server's key for the scope: it signs temporary keys, and before protocol 3.3 is what is encrypted for."""
        return self.registration.server_public if holder else self.config.master_public_key
