"""A phone's half of what the server only answers."""

import hmac
import json
from base64 import b64decode, b64encode, urlsafe_b64decode

from cryptography.hazmat.primitives.asymmetric import mlkem
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from activities.powerauth import elliptic_curve
from activities.powerauth.v4 import aead, dhkem, ecdsa, mldsa, shared_secret
from activities.powerauth.v4.e2ee import key_context
from tests.activities.powerauth.phone_jwt import segment

_ML_KEM = {1088: mlkem.MLKEM768PrivateKey, 1568: mlkem.MLKEM1024PrivateKey}


def found(private_key, encapsulation):
    """The secret in an encapsulation, by a private key as vectors write it: `ec:` or `mlkem:` and hexadecimal."""
    kind, _, number = private_key.partition(":")
    if kind == "mlkem":
        return _ML_KEM[len(encapsulation)].from_seed_bytes(bytes.fromhex(number)).decapsulate(encapsulation)
    mine = ecdsa.private_key(bytes.fromhex(number))
    point = elliptic_curve.shared_secret(mine, ecdsa.public_key(encapsulation))
    return dhkem.export(point, encapsulation, elliptic_curve.public_bytes(mine.public_key()))


def agreed(algorithm, private_keys, response):
    """The secret that a response tells to who has the private keys of its request."""
    encapsulations = [b64decode(text) for text in response["encapsulatedKeys"]]
    parts = [found(key, one) for key, one in zip(private_keys, encapsulations, strict=True)]
    return shared_secret.combine(algorithm, b64decode(response["salt"]), parts)


def sealed(purpose, sender, secret, plaintext, *, key_id, nonce, now_ms):
    """The members of an encrypted request."""
    data = aead.seal(
        secret,
        key_context=key_context(purpose, nonce),
        nonce=nonce[:12],
        associated_data=sender.associated_data(temporary_key_id=key_id, timestamp_ms=now_ms, nonce=nonce),
        plaintext=plaintext,
    )
    texts = {"temporaryKeyId": key_id, "encryptedData": b64encode(data).decode(), "nonce": b64encode(nonce).decode()}
    return texts | {"timestamp": now_ms}


def opened(purpose, sender, secret, request, response):
    """The plaintext of the response to a request."""
    nonce = b64decode(request["nonce"])
    data = sender.associated_data(
        temporary_key_id=request["temporaryKeyId"], timestamp_ms=response["timestamp"], nonce=nonce
    )
    return aead.open_sealed(
        secret,
        key_context=key_context(purpose, nonce),
        nonce=nonce[12:],
        associated_data=data,
        message=b64decode(response["encryptedData"]),
    )


def jwt(claims, secret, *, header=None):
    """A JWT as phones sign it."""
    signed = f"{segment(header or {'alg': 'HS384', 'typ': 'JWT'})}.{segment(claims)}"
    return f"{signed}.{segment(hmac.digest(secret, signed.encode(), 'sha384'))}"


def claims_of(jws, keys):
    """The payload of a JWS which all these public keys signed, and nobody else."""
    document = json.loads(jws)
    parameters = keys.algorithm.ml_dsa
    names = ["ES384"] if parameters is None else ["ES384", parameters.value]
    assert [json.loads(unsegment(one["protected"])) for one in document["signatures"]] == [
        {"alg": name} for name in names
    ]
    for one in document["signatures"]:
        signed, signature = f"{one['protected']}.{document['payload']}".encode(), unsegment(one["signature"])
        if "ES384" in json.loads(unsegment(one["protected"])).values():
            r, s = (int.from_bytes(half, "big") for half in (signature[:48], signature[48:]))
            assert len(signature) == 96
            assert ecdsa.is_signed(keys.ecdsa, data=signed, signature=encode_dss_signature(r, s))
        else:
            assert mldsa.is_signed(keys.ml_dsa, data=signed, signature=signature)
    return json.loads(unsegment(document["payload"]))


def unsegment(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
