"""What an app on a phone asks the server for, in whatever version of the protocol it speaks."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from api.demo.connected_device import ConnectedDevice, SealedByPhone
from api.demo.device import offline, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.failures import Untrusted
from api.demo.device.offline import OfflineOperation
from api.demo.device.signing import Factors
from api.demo.device.status import ActivationStatus
from api.demo.device.tokens import PhoneToken

TWO_FACTORS = Factors.POSSESSION_KNOWLEDGE


class PhoneCalls(ConnectedDevice, ABC):
    """The calls that are the same in all versions, made of what differs.

    Every call raises `ServerRefused` where the server says no, `Untrusted` where its answer does not verify, and `NotActivated`.
    """

    MOUNT: ClassVar[str]
    VALIDATE: ClassVar[str]
    TOKEN_SECRET_SIZE: ClassVar[int]

    @property
    @abstractmethod
    def activation_id(self) -> str:
        """Which activation is this phone's. Raises `NotActivated`."""

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """Eight digits that the user compares with those the bank shows."""

    @abstractmethod
    def seal(self, purpose: EncryptionPurpose, plaintext: bytes) -> SealedByPhone:
        """Encrypt a request."""

    @abstractmethod
    def encryption_header(self, purpose: EncryptionPurpose) -> dict[str, str]:
        """The header of an encrypted request that is not signed."""

    @abstractmethod
    def sign(self, method: str, uri_id: str, body: bytes, factors: str) -> dict[str, str]:
        """The header that signs a request; for GET `body` is the query. Uses up a position of the counter."""

    @abstractmethod
    def token_header(self, token: PhoneToken) -> dict[str, str]:
        """The header of one call with a token."""

    @abstractmethod
    def activate(
        self,
        code: str | None = None,
        *,
        otp: str | None = None,
        name: str = "My phone",
        enable_biometry: bool = True,
    ) -> str:
        """Exchange keys for a code, typed or scanned with its signature; returns the fingerprint. `pin` becomes the PIN.

        Before protocol 4 nobody is told of `enable_biometry`. Raises `Unreadable` for a mistyped code.
        """

    @abstractmethod
    def status(self) -> ActivationStatus:
        """The status of the activation; afterwards the phone's counter is in step wherever that can be had."""

    @abstractmethod
    def verify_offline(self, operation: OfflineOperation) -> None:
        """Raises `Untrusted` unless the server made the operation, for this phone."""

    @abstractmethod
    def approve_offline(self, operation: OfflineOperation, factors: str, *, digits: int) -> str:
        """The digits that approve it. Uses up a position of the counter."""

    def path(self, uri_id: str) -> str:
        """Where the protocol's own endpoint with this resource id is."""
        return uri_id.replace("/pa/", self.MOUNT, 1)

    def call_signed(
        self, path: str, uri_id: str, request: Mapping[str, Any], factors: str = TWO_FACTORS
    ) -> dict[str, Any]:
        """Send `requestObject` under a signature, to any path of the server; its `responseObject`."""
        return self._send_signed(path, uri_id, wire.write({"requestObject": request}), factors)

    def tell(self, uri_id: str) -> None:
        """Send an empty object under a signature by possession, to the protocol's own endpoint: what its path says is all."""
        self._send_signed(self.path(uri_id), uri_id, b"{}", Factors.POSSESSION)

    def call_with_token(self, path: str, token: PhoneToken, request: Mapping[str, Any]) -> dict[str, Any]:
        """Send `requestObject` with a token, to any path of the server; its `responseObject`."""
        return self.line.ask(path, request, self.token_header(token))

    def call_sealed(
        self, path: str, uri_id: str, request: Mapping[str, Any], factors: str = TWO_FACTORS
    ) -> dict[str, Any]:
        """Sign `request`, then encrypt it: the rule wherever the purpose is the generic one; its `responseObject`."""
        plaintext = wire.write(request)
        sealed = self.seal(EncryptionPurpose.GENERIC_ACTIVATION, plaintext)
        found: dict[str, Any] = wire.unwrap(self.exchange(path, sealed, self.sign("POST", uri_id, plaintext, factors)))
        return found

    def validate(self, method: str = "POST", body: bytes = b"", factors: str = TWO_FACTORS) -> None:
        """Have a signature checked, and nothing else done; for GET `body` is the query."""
        headers = self.sign(method, self.VALIDATE, body, factors)
        path = self.path(self.VALIDATE)
        if method == "GET":
            path, body = f"{path}?{body.decode()}" if body else path, b""
        wire.unwrap(wire.read(self.line.send(path, body, headers, method)))

    def create_token(self, factors: str = Factors.POSSESSION) -> PhoneToken:
        """A token that stands for a signature by these factors."""
        answer = self.seal_and_sign(EncryptionPurpose.TOKEN_CREATE, {}, factors)
        secret = wire.bytes_of(answer, "tokenSecret", self.TOKEN_SECRET_SIZE)
        return PhoneToken(wire.text_of(answer, "tokenId"), secret)

    def remove_token(self, token: PhoneToken, factors: str = Factors.POSSESSION) -> None:
        """Give a token back; one that is gone already is no error."""
        uri_id = "/pa/token/remove"
        answer = self.call_signed(self.path(uri_id), uri_id, {"tokenId": token.token_id}, factors)
        if answer.get("tokenId") != token.token_id:
            raise Untrusted("the server removed another token")

    def detail(self, token: PhoneToken | None = None) -> dict[str, Any]:
        """The activation's id and name; by a token made with two factors, a new one where none is given."""
        token = self.create_token(TWO_FACTORS) if token is None else token
        sealed = self.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
        headers = self.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION) | self.token_header(token)
        found: dict[str, Any] = wire.unwrap(self.exchange(self.path("/pa/activation/detail"), sealed, headers))
        return found

    def rename(self, name: str, factors: str = TWO_FACTORS) -> dict[str, Any]:
        """Call the activation something else; its id and name as they are now."""
        uri_id = "/pa/activation/rename"
        return self.call_sealed(self.path(uri_id), uri_id, {"activationName": name}, factors)

    def remove(self, factors: str = TWO_FACTORS) -> None:
        """End the activation. The phone keeps its keys, and can still read the status."""
        uri_id = "/pa/activation/remove"
        if self.call_signed(self.path(uri_id), uri_id, {}, factors).get("activationId") != self.activation_id:
            raise Untrusted("the server removed another activation")

    def user_info(self) -> dict[str, Any]:
        """The claims about the user."""
        sealed = self.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
        headers = self.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION)
        return self.exchange(self.path("/pa/user/info"), sealed, headers)

    def server_status(self) -> dict[str, Any]:
        """The server's time and name, told to anybody."""
        found: dict[str, Any] = wire.unwrap(wire.read(self.line.send(self.path("/pa/status"))))
        return found

    def offline_code(self, qr_text: str, factors: str = TWO_FACTORS, *, digits: int = 8) -> str:
        """The digits that approve a scanned operation. Raises `Unreadable`. Uses up a position of the counter."""
        operation = offline.parse(qr_text)
        self.verify_offline(operation)
        return self.approve_offline(operation, factors, digits=digits)

    def seal_and_sign(self, purpose: EncryptionPurpose, request: Mapping[str, Any], factors: str) -> dict[str, Any]:
        """Encrypt, then sign what was encrypted: the rule for purposes that are an endpoint's resource id as well."""
        sealed = self.seal(purpose, wire.write(request))
        return self.exchange(self.path(purpose), sealed, self.sign("POST", purpose, sealed.body, factors))

    def _send_signed(self, path: str, uri_id: str, body: bytes, factors: str) -> dict[str, Any]:
        found: dict[str, Any] = wire.unwrap(
            wire.read(self.line.send(path, body, self.sign("POST", uri_id, body, factors)))
        )
        return found
