"""Temporary keys of encryption, asked for by a JWT and answered by a JWS (`powerauth-protocol-4.md` §4.5)."""

from dataclasses import dataclass

from activities.powerauth import temporary_key
from activities.powerauth.jwt import HmacAlgorithm
from activities.powerauth.purpose import Scope
from activities.powerauth.temporary_key import LIFETIME_MS, TemporaryKeyRequest, TemporaryKeyRequestInvalid
from activities.powerauth.v4 import jws, shared_secret
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys, application_temporary_key_mac
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.shared_secret import SharedSecret, SharedSecretInvalid, SharedSecretRequest


@dataclass(frozen=True, slots=True)
class V4TemporaryKeyRequest(TemporaryKeyRequest):
    """As in 3.x, and what is sent to agree on its secret. `verify` tells if it may, and in which scope."""

    shared_secret: SharedSecretRequest


@dataclass(frozen=True, slots=True)
class RequestingActivation:
    """The activation that a request names: its keys, and the algorithm that it is of for life."""

    keys: V4ActivationKeys
    algorithm: Algorithm


def read(text: object) -> V4TemporaryKeyRequest:
    """Read a request. Raises `TemporaryKeyRequestInvalid`.

    Its times are ignored: not every phone sends them, or knows the time.
    """
    asked = temporary_key.read(text, HmacAlgorithm.HS384)
    try:
        agreement = shared_secret.read(asked.jwt.claims.get("sharedSecretRequest"))
    except SharedSecretInvalid:
        raise TemporaryKeyRequestInvalid from None
    return V4TemporaryKeyRequest(
        asked.application_key, asked.challenge, asked.activation_id, asked.activation_id_sent, asked.jwt, agreement
    )


def verify(
    request: V4TemporaryKeyRequest, *, application_secret: str, activation: RequestingActivation | None
) -> Scope:
    """The scope that a request is made in: that of the key that signed it. Raises `TemporaryKeyRequestInvalid` if none did.

    `activation` is the one that the request names, null where there is no such one. The id alone decides nothing: some phones
    name their activation when they ask for a key of the application. A key for an activation is of the activation's algorithm.
    Raises `ValueError` for the activation of a request that names none.
    """
    if activation is not None:
        if request.activation_id is None:
            raise ValueError("the request names no activation")
        if request.jwt.is_signed_with(activation.keys.derive(ActivationKey.MAC_TEMPORARY_KEY)):
            if request.shared_secret.algorithm is not activation.algorithm:
                raise TemporaryKeyRequestInvalid
            return Scope.ACTIVATION
    if request.jwt.is_signed_with(application_temporary_key_mac(application_secret)):
        return Scope.APPLICATION
    raise TemporaryKeyRequestInvalid


def answer(
    request: V4TemporaryKeyRequest,
    scope: Scope,
    agreement: SharedSecret,
    *,
    key_id: str,
    now_ms: int,
    signers: KeyPairs,
) -> str:
    """The JWS that answers a verified request; the text of a JSON object.

    `signers` are the application's master keys, or in activation scope the activation's server keys. Raises `ValueError` for
    signers of another algorithm than the request's.
    """
    if signers.algorithm is not request.shared_secret.algorithm:
        raise ValueError("a temporary key is signed by keys of its own algorithm")
    expires_ms = now_ms + LIFETIME_MS
    claims = {
        "sub": key_id,
        "applicationKey": request.application_key,
        "challenge": request.challenge,
        "sharedSecretResponse": agreement.members,
        "iat": now_ms // 1000,
        "exp": expires_ms // 1000,
        "iat_ms": now_ms,
        "exp_ms": expires_ms,
    }
    if scope is Scope.ACTIVATION:
        claims["activationId"] = request.activation_id_sent
    return jws.write(claims, signers)
