"""A phone's calls to the server: under a signature, with a token, encrypted (`powerauth-protocol.md` §5 to §8)."""

from collections.abc import Mapping
from typing import Any

from api.demo.device import offline, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.failures import Untrusted
from api.demo.device.signing import Factors
from api.demo.device.tokens import PhoneToken
from api.demo.handset import Handset

TWO_FACTORS = Factors.POSSESSION_KNOWLEDGE
_VALIDATE = "/pa/signature/validate"


class PhoneCalls(Handset):
    """What an app on a handset asks the server for.

    Every call raises `ServerRefused` where the server says no, `Untrusted` where its answer does not verify, and `NotActivated`.
    """

    def call_signed(
        self, path: str, uri_id: str, request: Mapping[str, Any], factors: str = TWO_FACTORS
    ) -> dict[str, Any]:
        """Send `requestObject` under a signature, to any path of the server; its `responseObject`."""
        body = wire.write({"requestObject": request})
        found: dict[str, Any] = wire.unwrap(
            wire.read(self.line.send(path, body, self.sign("POST", uri_id, body, factors)))
        )
        return found

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
        headers = self.sign(method, _VALIDATE, body, factors)
        path = protocol_path(_VALIDATE)
        if method == "GET":
            path, body = f"{path}?{body.decode()}" if body else path, b""
        wire.unwrap(wire.read(self.line.send(path, body, headers, method)))

    def create_token(self, factors: str = Factors.POSSESSION) -> PhoneToken:
        """A token that stands for a signature by these factors."""
        answer = self._seal_and_sign(EncryptionPurpose.TOKEN_CREATE, {}, factors)
        return PhoneToken(wire.text_of(answer, "tokenId"), wire.bytes_of(answer, "tokenSecret", 16))

    def remove_token(self, token: PhoneToken, factors: str = Factors.POSSESSION) -> None:
        """Give a token back; one that is gone already is no error."""
        uri_id = "/pa/token/remove"
        answer = self.call_signed(protocol_path(uri_id), uri_id, {"tokenId": token.token_id}, factors)
        if answer.get("tokenId") != token.token_id:
            raise Untrusted("the server removed another token")

    def unlock_vault(self, reason: str | None = "FETCH_ENCRYPTION_KEY", factors: str = TWO_FACTORS) -> bytes:
        """The vault key, 16 bytes, proved to open this phone's vault. The phone does not keep it."""
        request = {} if reason is None else {"reason": reason}
        answer = self._seal_and_sign(EncryptionPurpose.VAULT_UNLOCK, request, factors)
        return self.registration.vault_key(wire.bytes_of(answer, "encryptedVaultEncryptionKey", 32))

    def user_info(self) -> dict[str, Any]:
        """The claims about the user."""
        sealed = self.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
        headers = self.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION)
        return self.exchange("/pa/v3/user/info", sealed, headers)

    def server_status(self) -> dict[str, Any]:
        """The server's time and name, told to anybody."""
        found: dict[str, Any] = wire.unwrap(wire.read(self.line.send("/pa/v3/status")))
        return found

    def offline_code(self, qr_text: str, factors: str = TWO_FACTORS, *, digits: int = 8) -> str:
        """The digits that approve a scanned operation. Raises `Unreadable`. Uses up a position of the counter."""
        operation = offline.parse(qr_text)
        operation.verify(server=self.registration.server_public, master=self.config.master_public_key)
        keys = self.registration.factor_keys(Factors(factors), self.pin)
        code = operation.code(keys, self.counter.data, digits=digits)
        self.counter = self.counter.advance()
        return code

    def _seal_and_sign(self, purpose: EncryptionPurpose, request: Mapping[str, Any], factors: str) -> dict[str, Any]:
        """Encrypt, then sign what was encrypted: the rule for purposes that are an endpoint's resource id as well."""
        sealed = self.seal(purpose, wire.write(request))
        return self.exchange(protocol_path(purpose), sealed, self.sign("POST", purpose, sealed.body, factors))


def protocol_path(uri_id: str) -> str:
    """Where the protocol's own endpoint with this resource id is."""
    return uri_id.replace("/pa/", "/pa/v3/", 1)
