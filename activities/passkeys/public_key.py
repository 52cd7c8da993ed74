"""Public keys of passkeys (COSE): which are taken, and whether a signature is theirs.

The library takes a key of one kind that says it signs by an algorithm of another (WebAuthn §5.8.5), and raises what nobody
expects when such a key is to verify.
"""

from enum import IntEnum

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from activities.passkeys.failed import CeremonyFailed
from config.identity_vocabulary import PasskeyFailure

# Of RSA: what is shorter can be forged, and what is longer nobody has.
_LEAST_BITS, _MOST_BITS = 2048, 8192


class PasskeyAlgorithm(IntEnum):
    """An algorithm that a passkey may sign by, the one liked best first (IANA, COSE Algorithms)."""

    ES256 = -7
    EDDSA = -8
    RS256 = -257


def check_public_key(public_key: bytes) -> None:
    """It is of an algorithm that is taken, and of the kind that the algorithm needs. Raises `CeremonyFailed` ATTESTATION."""
    from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography

    try:
        decoded = decode_credential_public_key(public_key)
        algorithm, key = PasskeyAlgorithm(decoded.alg), decoded_public_key_to_cryptography(decoded)
    except Exception as error:  # a key of a stranger's: whatever its readers raise
        raise CeremonyFailed(PasskeyFailure.ATTESTATION) from error
    if not _serves(key, algorithm):
        raise CeremonyFailed(PasskeyFailure.ATTESTATION)


def check_signed(public_key: bytes, *, signature: bytes, data: bytes) -> None:
    """The signature is the key's. Raises `CeremonyFailed` SIGNATURE."""
    from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography, verify_signature

    try:
        decoded = decode_credential_public_key(public_key)
        verify_signature(
            public_key=decoded_public_key_to_cryptography(decoded),
            signature_alg=decoded.alg,
            signature=signature,
            data=data,
        )
    except Exception as error:  # what cannot be verified is no signature, whatever says so
        raise CeremonyFailed(PasskeyFailure.SIGNATURE) from error


def _serves(key: object, algorithm: PasskeyAlgorithm) -> bool:
    match algorithm:
        case PasskeyAlgorithm.ES256:
            return isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
        case PasskeyAlgorithm.EDDSA:
            return isinstance(key, Ed25519PublicKey)
        case PasskeyAlgorithm.RS256:
            return isinstance(key, RSAPublicKey) and _LEAST_BITS <= key.key_size <= _MOST_BITS
