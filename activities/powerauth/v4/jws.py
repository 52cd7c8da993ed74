"""JWS in the general JSON serialisation: a payload signed by each key pair of an algorithm (`powerauth-protocol-4.md` §4.5)."""

from collections.abc import Mapping
from typing import Any

from activities.powerauth import json_object
from activities.powerauth.base64_text import encode_url
from activities.powerauth.v4 import ecdsa
from activities.powerauth.v4.key_pairs import KeyPairs


def write(claims: Mapping[str, Any], signers: KeyPairs) -> str:
    """The text. Each signature covers its own header and the payload; in a hybrid both must be right."""
    payload = encode_url(json_object.write(claims))
    header, signed = _signed(ecdsa.JWS_NAME, payload)
    signatures = [{"protected": header, "signature": encode_url(ecdsa.sign_raw(signers.ecdsa, signed))}]
    if signers.ml_dsa is not None and signers.algorithm.ml_dsa is not None:
        header, signed = _signed(signers.algorithm.ml_dsa.value, payload)
        signatures.append({"protected": header, "signature": encode_url(signers.ml_dsa.sign(signed))})
    return json_object.write({"payload": payload, "signatures": signatures}).decode()


def _signed(algorithm: str, payload: str) -> tuple[str, bytes]:
    """The protected header, and what is signed under it."""
    header = encode_url(json_object.write({"alg": algorithm}))
    return header, f"{header}.{payload}".encode()
