"""Temporary keys of encryption, asked for and answered by JWTs (`powerauth-protocol.md` §2.6)."""

from dataclasses import dataclass, field

from activities.powerauth.base64_text import Base64Invalid, decode, encode
from activities.powerauth.derivation import kdf_internal
from activities.powerauth.elliptic_curve import PrivateKey, PublicKey, public_bytes
from activities.powerauth.identifier import IdentifierInvalid, identifier
from activities.powerauth.jwt import HmacAlgorithm, JwtInvalid, UnverifiedJwt, write_es256
from activities.powerauth.jwt import read as read_jwt

LIFETIME_MS = 300_000
_MAX_CHALLENGE = 255
_SECRET_SIZE = 16


class TemporaryKeyRequestInvalid(Exception):
    """A request for a temporary key is not as its section says, or not signed by whom it names."""


@dataclass(frozen=True, slots=True)
class TemporaryKeyRequest:
    """What a request asks for: a key of the application, or of one of its activations. `verify` it before you believe it.

    `activation_id` is in lower case; `activation_id_sent` is the text that the answer repeats.
    """

    application_key: str
    challenge: str
    activation_id: str | None
    activation_id_sent: str | None
    jwt: UnverifiedJwt = field(repr=False)


def read(jwt: object, algorithm: HmacAlgorithm = HmacAlgorithm.HS256) -> TemporaryKeyRequest:
    """Read a request, as it is signed in its version. Raises `TemporaryKeyRequestInvalid`.

    Its times are ignored: not every phone sends them, or knows the time.
    """
    try:
        token = read_jwt(algorithm, jwt)
        application_key, challenge = token.claims.get("applicationKey"), token.claims.get("challenge")
        decode(application_key, size=16)
        activation_id = token.claims.get("activationId")
        lowered = None if activation_id is None else identifier(activation_id)
    except (JwtInvalid, Base64Invalid, IdentifierInvalid):
        raise TemporaryKeyRequestInvalid from None
    if not isinstance(challenge, str) or not 0 < len(challenge) <= _MAX_CHALLENGE:
        raise TemporaryKeyRequestInvalid
    return TemporaryKeyRequest(str(application_key), challenge, lowered, activation_id, token)


def verify(request: TemporaryKeyRequest, *, application_secret: str, transport_key: bytes | None) -> None:
    """Check the signature of a request. Raises `TemporaryKeyRequestInvalid`.

    Raises `ValueError` for the transport key of nobody's activation.
    `application_secret` is base64 text, of which here, and only here, the 16 bytes are the secret.
    """
    if (request.activation_id is None) is not (transport_key is None):
        raise ValueError("a transport key belongs to an activation's request")
    secret = decode(application_secret, size=_SECRET_SIZE)
    if transport_key is not None:
        secret = kdf_internal(transport_key, secret)
    if not request.jwt.is_signed_with(secret):
        raise TemporaryKeyRequestInvalid


def answer(
    request: TemporaryKeyRequest, *, key_id: str, public_key: PublicKey, now_ms: int, signing_key: PrivateKey
) -> str:
    """The JWT that answers a request. It is signed by the master key, or in activation scope by the activation's server key."""
    expires_ms = now_ms + LIFETIME_MS
    claims = {
        "sub": key_id,
        "applicationKey": request.application_key,
        "challenge": request.challenge,
        "publicKey": encode(public_bytes(public_key)),
        "iat": now_ms // 1000,
        "exp": expires_ms // 1000,
        "iat_ms": now_ms,
        "exp_ms": expires_ms,
    }
    if request.activation_id_sent is not None:
        claims["activationId"] = request.activation_id_sent
    return write_es256(claims, signing_key)
