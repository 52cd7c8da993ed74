"""What endpoints declare that a phone proves, each with the security schemes by which the documentation names it."""

from typing import Final

from activities.powerauth.purpose import Purpose
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4.purpose import V4Purpose
from api.http.endpoint import EndpointProof
from api.http.errors import Denied
from api.mobile.proofs import (
    PROTOCOL,
    Accepted,
    Unproved,
    authorization,
    decrypt,
    decrypt_and_verify,
    decrypt_v4,
    require_signature,
    require_token,
    require_token_or_signature,
)

SIGNATURE: Final = (("signature",),)
TOKEN: Final = (("token",),)
ENCRYPTION: Final = (("encryption",),)
EITHER: Final = (*TOKEN, *SIGNATURE)


def signature(resource_id: str, signature_types: Accepted, denial: Unproved = PROTOCOL) -> EndpointProof:
    """A signature of the request; finds the `SignatureVerdict`."""
    return EndpointProof(lambda: require_signature(resource_id, signature_types, denial), SIGNATURE)


def signature_header(signature_types: Accepted, denial: Unproved) -> EndpointProof:
    """A signature of the request that is checked where it decides something; finds the `PhoneAuthorization`."""

    def check() -> object:
        header = authorization(denial)
        if SignatureType(header.signature_type) not in signature_types:
            raise Denied(denial.code)
        return header

    return EndpointProof(check, SIGNATURE)


def token(signature_types: Accepted, denial: Unproved = PROTOCOL) -> EndpointProof:
    """A token; finds the `Bearer`."""
    return EndpointProof(lambda: require_token(signature_types, denial), TOKEN)


def token_or_signature(resource_id: str, *, tokens: Accepted, signatures: Accepted, denial: Unproved) -> EndpointProof:
    """A token, or where there is none a signature; finds the `Bearer`."""
    return EndpointProof(
        lambda: require_token_or_signature(resource_id, tokens=tokens, signatures=signatures, denial=denial), EITHER
    )


def encryption(purpose: Purpose, code: str) -> EndpointProof:
    """An encrypted request that is not signed; finds the `EncryptionHeader`, and the request as `DecryptedRequest`."""
    return EndpointProof(lambda: decrypt(purpose, code), ENCRYPTION)


def encryption_v4(purpose: V4Purpose, code: str) -> EndpointProof:
    """The same by version 4; finds the `V4EncryptionHeader`, and the request as `DecryptedRequest`."""
    return EndpointProof(lambda: decrypt_v4(purpose, code), ENCRYPTION)


def encryption_and_signature(
    purpose: Purpose | V4Purpose,
    resource_id: str,
    signature_types: Accepted,
    code: str,
    *,
    covers_plaintext: bool = False,
    denial: Unproved = PROTOCOL,
) -> EndpointProof:
    """An encrypted request that is signed too; finds the request as `DecryptedRequest`, and the `SignatureVerdict`.

    The signature's header says whose the encryption is.
    """
    return EndpointProof(
        lambda: decrypt_and_verify(
            purpose, resource_id, signature_types, code, covers_plaintext=covers_plaintext, denial=denial
        ),
        SIGNATURE,
    )
