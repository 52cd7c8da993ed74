"""A phone's half of what the server only answers: the secrets that it finds in encapsulations."""

from base64 import b64decode

from cryptography.hazmat.primitives.asymmetric import mlkem

from activities.powerauth.v4 import dhkem, ecdsa, shared_secret

_ML_KEM = {1088: mlkem.MLKEM768PrivateKey, 1568: mlkem.MLKEM1024PrivateKey}


def found(private_key, encapsulation):
    """The secret in an encapsulation, by a private key as vectors write it: `ec:` or `mlkem:` and hexadecimal."""
    kind, _, number = private_key.partition(":")
    if kind == "mlkem":
        return _ML_KEM[len(encapsulation)].from_seed_bytes(bytes.fromhex(number)).decapsulate(encapsulation)
    mine = ecdsa.private_key(bytes.fromhex(number))
    point = ecdsa.shared_secret(mine, ecdsa.public_key(encapsulation))
    return dhkem.export(point, encapsulation, ecdsa.public_bytes(mine.public_key()))


def agreed(algorithm, private_keys, response):
    """The secret that a response tells to who has the private keys of its request."""
    encapsulations = [b64decode(text) for text in response["encapsulatedKeys"]]
    parts = [found(key, one) for key, one in zip(private_keys, encapsulations, strict=True)]
    return shared_secret.combine(algorithm, b64decode(response["salt"]), parts)
