"""Keys wrapped by the transit engine of HashiCorp Vault (and of OpenBao), opened by its HTTP interface.

`POST {address} {"ciphertext": "vault:v1:..."}` with `X-Vault-Token` is answered `{"data": {"plaintext": "<base64>"}}`; the
address is `https://HOST/v1/[NAMESPACE/]MOUNT/decrypt/KEY`. Any service that speaks so will do.
"""

import base64
import binascii
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from activities.master_keys.key_service import KeyUnavailable
from activities.peers import client
from activities.peers.once import once
from config import exact_json, private_file

_ATTEMPTS = 3
_PAUSE_SECONDS = 1.0
_MAX_BYTES = 65_536
# A service that starts, is sealed, stands by or has too much to do may answer in a moment.
_PASSING = frozenset({429, 472, 473, 500, 502, 503, 504})
_REASONS = {
    400: "it does not open this ciphertext: another key wrapped it, or it was changed",
    403: "it refuses the token of NEXTSTEP_KEY_SERVICE_TOKEN_FILE, or the token's policy does not let it decrypt",
    404: "it knows no such address: see NEXTSTEP_KEY_SERVICE_URL",
}


class _Passing(Exception):
    """What may be otherwise in a moment."""


@dataclass(frozen=True, slots=True)
class VaultTransit:
    """Asks three times at most. The token is read from its file each time: an agent may renew it.

    `authorities`: a PEM file of those who may vouch for the service; null: those that everybody believes. `seconds`: for the
    whole way of an answer.
    """

    address: str
    token_file: Path
    authorities: Path | None = None
    seconds: float = 5.0
    pause: Callable[[float], None] = time.sleep

    def unwrap(self, ciphertext: str) -> bytes:
        """The bytes of the key. Raises `KeyUnavailable`."""
        reason = ""
        for attempt in range(_ATTEMPTS):
            if attempt:
                self.pause(_PAUSE_SECONDS)
            try:
                return self._request(ciphertext)
            except _Passing as passing:
                reason = str(passing)
        raise self._unavailable(reason)

    def _request(self, ciphertext: str) -> bytes:
        try:
            status, body = self._answer(ciphertext)
        except (TimeoutError, httpx.TimeoutException):
            raise _Passing(f"it does not answer within {self.seconds:g} s") from None
        except httpx.TransportError as error:
            if _is_distrusted(error):
                raise self._unavailable("nobody of NEXTSTEP_KEY_SERVICE_CA vouches for its certificate") from None
            raise _Passing(f"it cannot be reached ({type(error).__name__})") from None
        if status in _PASSING:
            raise _Passing(f"it is sealed, standing by or busy (HTTP {status})")
        if status != 200:
            raise self._unavailable(f"{_REASONS.get(status, 'it refuses')} (HTTP {status})")
        key = _plaintext(body)
        if key is None:
            raise self._unavailable("its answer has no data.plaintext in base64")
        return key

    def _answer(self, ciphertext: str) -> tuple[int, bytes]:
        """Status and body of an answer; of one that is too long or compressed, no body."""
        make = partial(client.make, httpx.Timeout(self.seconds), tls=self._trust())
        headers = {"X-Vault-Token": self._token()}

        async def exchange(http: httpx.AsyncClient) -> tuple[int, bytes]:
            async with http.stream("POST", self.address, json={"ciphertext": ciphertext}, headers=headers) as answer:
                try:
                    return answer.status_code, await client.read(answer, _MAX_BYTES)
                except client.AnswerUnfit:
                    return answer.status_code, b""

        return once(make, exchange, seconds=self.seconds)

    def _token(self) -> str:
        try:
            token = private_file.text_of(self.token_file).strip()
        except ValueError as error:
            raise KeyUnavailable(f"NEXTSTEP_KEY_SERVICE_TOKEN_FILE: {error}") from None
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise KeyUnavailable(f"NEXTSTEP_KEY_SERVICE_TOKEN_FILE: {self.token_file} holds no token")
        return token

    def _trust(self) -> ssl.SSLContext:
        if self.authorities is None:
            return httpx.create_ssl_context(trust_env=False)
        try:
            return ssl.create_default_context(cafile=str(self.authorities))
        except (OSError, ssl.SSLError):
            raise KeyUnavailable(f"NEXTSTEP_KEY_SERVICE_CA: {self.authorities} has no certificates in PEM") from None

    def _unavailable(self, reason: str) -> KeyUnavailable:
        parts = urlsplit(self.address)
        return KeyUnavailable(f"the key service at {parts.scheme}://{parts.netloc} opens no master key: {reason}")


def _is_distrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _plaintext(body: bytes) -> bytes | None:
    try:
        document: Any = exact_json.read(body)
    except (ValueError, RecursionError):
        return None
    data = document.get("data") if isinstance(document, Mapping) else None
    text = data.get("plaintext") if isinstance(data, Mapping) else None
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else None
    except (binascii.Error, ValueError):
        return None
