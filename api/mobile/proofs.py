"""How a phone proves a request: its headers are read here, and what they are worth is asked of the devices.

Every failure leaves as `Denied` with a code of the endpoint's family; why something could not be decrypted is logged, not told.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from flask import request

from activities.device.signatures import SignatureVerdict, SignedCall
from activities.device.tokens import Bearer
from activities.device.unauthorized import ProofFailure, Unauthorized, proof_of
from activities.powerauth import encrypted_request, headers, phone_headers
from activities.powerauth.canonical_query import canonical_query
from activities.powerauth.ecies import Opened
from activities.powerauth.encryption_failed import EncryptionFailed
from activities.powerauth.header_attributes import HeaderInvalid
from activities.powerauth.headers import AuthorizationHeader, EncryptionHeader
from activities.powerauth.phone_headers import PhoneAuthorization, PhoneTokenHeader
from activities.powerauth.purpose import Purpose
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4 import encrypted_request as v4_encrypted_request
from activities.powerauth.v4 import headers as v4_headers
from activities.powerauth.v4.e2ee import V4Opened
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.purpose import V4Purpose
from api.http.errors import Denied
from api.services import services
from config.clock import now_ms

log = logging.getLogger(__name__)

AUTHORIZATION = "X-PowerAuth-Authorization"
ENCRYPTION = "X-PowerAuth-Encryption"
TOKEN = "X-PowerAuth-Token"  # noqa: S105 - a header's name

Accepted = frozenset[SignatureType]
Proved = TypeVar("Proved", SignatureVerdict, Bearer)

POSSESSION = frozenset({SignatureType.POSSESSION})
KNOWLEDGE = frozenset({SignatureType.POSSESSION_KNOWLEDGE})
TWO_FACTORS = frozenset({SignatureType.POSSESSION_KNOWLEDGE, SignatureType.POSSESSION_BIOMETRY})
THREE_FACTORS = frozenset({SignatureType.POSSESSION_KNOWLEDGE_BIOMETRY})


class HeaderReader(Protocol):
    """A module that reads headers of phones."""

    def read_authorization(self, header: str | None) -> PhoneAuthorization:
        """`X-PowerAuth-Authorization`. Raises `HeaderInvalid`."""

    def read_token(self, header: str | None) -> PhoneTokenHeader:
        """`X-PowerAuth-Token`. Raises `HeaderInvalid`."""


@dataclass(frozen=True, slots=True)
class Unproved:
    """By which versions of the protocol a family of endpoints is asked, and what a phone hears that could not prove itself.

    `text` null: what was wrong with its proof, in the words of `words`, or else those of version 3. `factors`: the code for
    factors that the endpoint does not take, if it has one.
    """

    code: str
    text: str | None = None
    factors: str | None = None
    words: Mapping[ProofFailure, str] = field(default_factory=dict)
    headers: HeaderReader = phone_headers

    def refusal(self, proof: ProofFailure) -> Denied:
        """What is answered to this fault of a proof."""
        if self.factors is not None and proof is ProofFailure.SIGNATURE_TYPE:
            return Denied(self.factors)
        return Denied(self.code, self.text or self.words.get(proof, proof))


_V4_WORDS = {
    ProofFailure.HEADER_MISSING: "POWER_AUTH_HTTP_HEADER_MISSING",
    ProofFailure.SIGNATURE_TYPE: "POWER_AUTH_CODE_TYPE_INVALID",
    ProofFailure.SIGNATURE: "POWER_AUTH_CODE_INVALID",
}

# The protocol's own endpoints, and of these the vault's, in each version; those of operations; those of the device and its inbox
# (`mobile-and-cloud.md` §1.4, `powerauth-protocol-4.md` §13.1).
PROTOCOL = Unproved("ERR_AUTHENTICATION", headers=headers)
VAULT = Unproved("ERR_AUTHENTICATION", factors="ERR_SECURE_VAULT", headers=headers)
V4_PROTOCOL = Unproved("ERR_AUTHENTICATION", words=_V4_WORDS, headers=v4_headers)
V4_VAULT = Unproved("ERR_AUTHENTICATION", factors="ERR_SECURE_VAULT", words=_V4_WORDS, headers=v4_headers)
OPERATIONS = Unproved("POWERAUTH_AUTH_FAIL", "Authentication failed")
DEVICE = Unproved("POWERAUTH_AUTH_FAIL", "Unable to verify device registration.")


# The purpose of endpoints that serve all versions.
_IN_VERSION_4 = {Purpose.ACTIVATION_GENERIC: V4Purpose.ACTIVATION_GENERIC}


@dataclass(frozen=True, slots=True)
class DecryptedRequest:
    """An encrypted request, opened; `answer` seals what is answered, once."""

    plaintext: bytes
    contents: Opened | V4Opened

    def answer(self, plaintext: bytes) -> dict[str, Any]:
        """The answer as it is sent."""
        return dict(self.contents.reply.encrypt(plaintext, now_ms=now_ms()))


def require_signature(resource_id: str, signature_types: Accepted, denial: Unproved = PROTOCOL) -> SignatureVerdict:
    """Whose signed request this is. Raises `Denied` with the code of `denial`."""
    with authenticating(denial):
        return count_proof(services().devices.calls.verify(read_call(resource_id, denial), signature_types))


def require_token(signature_types: Accepted, denial: Unproved = PROTOCOL) -> Bearer:
    """Whose token the request has. Raises `Denied` with the code of `denial`."""
    with authenticating(denial):
        return count_proof(
            services().devices.tokens.check(denial.headers.read_token(request.headers.get(TOKEN)), signature_types)
        )


def require_token_or_signature(resource_id: str, *, tokens: Accepted, signatures: Accepted, denial: Unproved) -> Bearer:
    """Whose token the request has; where it has none, whose signed request it is.

    `tokens` and `signatures`: the factors that each is accepted with. Raises `Denied` with the code of `denial`.
    """
    if TOKEN in request.headers:
        return require_token(tokens, denial)
    verdict = require_signature(resource_id, signatures, denial)
    # A signature is not right without somebody whose it is.
    assert verdict.user_id is not None
    assert verdict.application_id is not None
    return Bearer(
        registration_id=verdict.registration_id,
        user_id=verdict.user_id,
        application_id=verdict.application_id,
        signature_type=SignatureType(verdict.signature_type),
        flags=verdict.flags,
    )


def decrypt(purpose: Purpose, code: str) -> tuple[EncryptionHeader, DecryptedRequest]:
    """An encrypted request that is not signed. Raises `Denied` with `code`."""
    with decrypting(code):
        header = _encryption_header(purpose)
        body = encrypted_request.read_body(header.version, request.get_data())
        opened = services().devices.calls.open(purpose, header, body)
        return header, DecryptedRequest(opened.plaintext, opened)


def decrypt_v4(purpose: V4Purpose, code: str) -> tuple[V4EncryptionHeader, DecryptedRequest]:
    """The same by version 4."""
    with decrypting(code):
        header = v4_headers.read_encryption(request.headers.get(ENCRYPTION), purpose.scope)
        body = v4_encrypted_request.read_body(request.get_data())
        opened = services().devices.calls.open_v4(purpose, header, body)
        return header, DecryptedRequest(opened.plaintext, opened)


def decrypt_and_verify(
    purpose: Purpose | V4Purpose,
    resource_id: str,
    signature_types: Accepted,
    code: str,
    *,
    covers_plaintext: bool = False,
    denial: Unproved = PROTOCOL,
) -> tuple[DecryptedRequest, SignatureVerdict]:
    """An encrypted request that is signed too: its body as sent, or the plaintext in its place.

    Raises `Denied` ERR_AUTHENTICATION, or with `code` where it cannot be decrypted.
    """
    with authenticating(denial), decrypting(code):
        opened, verdict = _open_and_verify(
            purpose, read_call(resource_id, denial), signature_types, covers_plaintext=covers_plaintext
        )
        return DecryptedRequest(opened.plaintext, opened), count_proof(verdict)


def _open_and_verify(
    purpose: Purpose | V4Purpose, call: SignedCall, signature_types: Accepted, *, covers_plaintext: bool
) -> tuple[Opened | V4Opened, SignatureVerdict]:
    """By the version of the signature. One that the purpose is not of was not read."""
    calls, header = services().devices.calls, call.header
    if isinstance(header, AuthorizationHeader):
        assert isinstance(purpose, Purpose)
        body = encrypted_request.read_body(header.version, call.body)
        of_whom = header.encryption(purpose.scope)
        return calls.open_and_verify(purpose, of_whom, body, call, signature_types, covers_plaintext=covers_plaintext)
    v4_purpose = purpose if isinstance(purpose, V4Purpose) else _IN_VERSION_4[purpose]
    v4_body = v4_encrypted_request.read_body(call.body)
    v4_of_whom = header.encryption(v4_purpose.scope)
    return calls.open_and_verify_v4(
        v4_purpose, v4_of_whom, v4_body, call, signature_types, covers_plaintext=covers_plaintext
    )


def count_proof(proof: Proved) -> Proved:
    """Only what is proved is counted: nobody uses up what another's phone may ask. Raises `TooMany`."""
    services().rates.registration.take(proof.registration_id)
    services().rates.user.take(f"{proof.application_id}\0{proof.user_id}")
    return proof


@contextmanager
def decrypting(code: str) -> Iterator[None]:
    """What cannot be decrypted is refused with the endpoint's own code."""
    try:
        yield
    except (EncryptionFailed, HeaderInvalid) as error:
        log.info("an encrypted request was refused: %s", error.reason)
        raise Denied(code) from None


@contextmanager
def authenticating(denial: Unproved) -> Iterator[None]:
    """Who does not prove itself is refused with the code of `denial`."""
    try:
        yield
    except Unauthorized as error:
        raise denial.refusal(error.proof) from None
    except HeaderInvalid as error:
        raise denial.refusal(proof_of(error)) from None


def authorization(denial: Unproved) -> PhoneAuthorization:
    """The signature's header, read and not yet checked. Raises `Denied` with the code of `denial`."""
    with authenticating(denial):
        return denial.headers.read_authorization(request.headers.get(AUTHORIZATION))


def read_call(resource_id: str, denial: Unproved) -> SignedCall:
    """The signed request, not yet checked. Raises `Unauthorized` where its header cannot be read."""
    try:
        header = denial.headers.read_authorization(request.headers.get(AUTHORIZATION))
    except HeaderInvalid as error:
        raise Unauthorized(proof_of(error)) from None
    query = request.query_string.decode("latin-1")
    body = canonical_query(query) if request.method == "GET" else request.get_data()
    return SignedCall(header, request.method, resource_id, body)


def _encryption_header(purpose: Purpose) -> EncryptionHeader:
    """The signature's header says whose an encrypted request is, where there is one (`powerauth-protocol.md` §2.3)."""
    if AUTHORIZATION in request.headers:
        return headers.read_authorization(request.headers[AUTHORIZATION]).encryption(purpose.scope)
    return headers.read_encryption(request.headers.get(ENCRYPTION), purpose.scope)
