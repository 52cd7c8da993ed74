"""Signatures of activation codes, which are themselves as in 3.x (`powerauth-protocol-4.md` §5.1)."""

from collections.abc import Collection

from activities.powerauth.base64_text import encode
from activities.powerauth.v4 import ecdsa
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.master_keys import V4MasterKeys


def signatures(code: str, masters: V4MasterKeys, algorithms: Collection[Algorithm]) -> dict[str, str]:
    """The signatures by those of an application's master keys that the algorithms have, over the code with its dashes.

    Base64, by their names in JWS headers. Only that of ECDSA is short enough for a QR code.
    """
    data = code.encode()
    made = {ecdsa.JWS_NAME: encode(ecdsa.sign(masters.ecdsa, data))} if algorithms else {}
    for parameters, private in masters.ml_dsa.items():
        if any(algorithm.ml_dsa is parameters for algorithm in algorithms):
            made[parameters.value] = encode(private.sign(data))
    return made
