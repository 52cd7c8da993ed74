"""Signatures of activation codes, which are themselves as in 3.x (`powerauth-protocol-4.md` §5.1)."""

from activities.powerauth.base64_text import encode
from activities.powerauth.v4 import ecdsa
from activities.powerauth.v4.key_pairs import KeyPairs


def signatures(code: str, masters: KeyPairs) -> dict[str, str]:
    """The signatures by an application's master keys of an algorithm, over the code with its dashes, in base64.

    Only that of ECDSA is short enough for a QR code.
    """
    made = {"ecdsa": encode(ecdsa.sign(masters.ecdsa, code.encode()))}
    return made if masters.ml_dsa is None else made | {"mldsa": encode(masters.ml_dsa.sign(code.encode()))}
