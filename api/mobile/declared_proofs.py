"""What endpoints declare that a phone proves, each with the security schemes by which the documentation names it."""

from typing import Final

from activities.powerauth.purpose import Purpose
from activities.powerauth.signature_type import SignatureType
from api.http.endpoint import EndpointProof
from api.http.errors import Denied
from api.mobile.proofs import (
    PROTOCOL,
    Accepted,
    Unproved,
    authorization,
    decrypt,
    decrypt_and_verify,
    require_signature,
    require_token,
    require_token_or_signature,
)

SIGNATURE: Final = (("signature",),)
TOKEN: Final = (("token",),)
ENCRYPTION: Final = (("encryption",),)
EITHER: Final = (*TOKEN, *SIGNATURE)


def signature(resource_id: str, accepted: Accepted, unproved: Unproved = PROTOCOL) -> EndpointProof:
    """A signature of the request; finds the `SignatureVerdict`."""
    return EndpointProof(lambda: require_signature(resource_id, accepted, unproved), SIGNATURE)


def signature_header(accepted: Accepted, unproved: Unproved) -> EndpointProof:
    """A signature of the request that is checked where it decides something; finds the `AuthorizationHeader`."""

    def check() -> object:
        header = authorization(unproved)
        if SignatureType(header.signature_type) not in accepted:
            raise Denied(unproved.code)
        return header

    return EndpointProof(check, SIGNATURE)


def token(accepted: Accepted, unproved: Unproved = PROTOCOL) -> EndpointProof:
    """A token; finds the `Bearer`."""
    return EndpointProof(lambda: require_token(accepted, unproved), TOKEN)


def token_or_signature(
    resource_id: str, *, tokens: Accepted, signatures: Accepted, unproved: Unproved
) -> EndpointProof:
    """A token, or where there is none a signature; finds the `Bearer`."""
    return EndpointProof(
        lambda: require_token_or_signature(resource_id, tokens=tokens, signatures=signatures, unproved=unproved), EITHER
    )


def encryption(purpose: Purpose, code: str) -> EndpointProof:
    """An encrypted request that is not signed; finds the `EncryptionHeader`, and the request as `DecryptedRequest`."""
    return EndpointProof(lambda: decrypt(purpose, code), ENCRYPTION)


def encryption_and_signature(
    purpose: Purpose,
    resource_id: str,
    accepted: Accepted,
    code: str,
    *,
    covers_plaintext: bool = False,
    unproved: Unproved = PROTOCOL,
) -> EndpointProof:
    """An encrypted request that is signed too; finds the request as `DecryptedRequest`, and the `SignatureVerdict`.

    The signature's header says whose the encryption is.
    """
    return EndpointProof(
        lambda: decrypt_and_verify(
            purpose, resource_id, accepted, code, covers_plaintext=covers_plaintext, unproved=unproved
        ),
        SIGNATURE,
    )
