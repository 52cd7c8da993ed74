"""A phone's keys for an agreement, of each algorithm, and the request with them."""

from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric import mlkem
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.powerauth import elliptic_curve
from activities.powerauth.v4 import ecdsa
from activities.powerauth.v4.algorithm import Algorithm

SPKI = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
EC = ecdsa.private_key(bytes(47) + b"\x07")
ML = {
    Algorithm.EC_P384: None,
    Algorithm.EC_P384_ML_L3: mlkem.MLKEM768PrivateKey.from_seed_bytes(bytes(64)),
    Algorithm.EC_P384_ML_L5: mlkem.MLKEM1024PrivateKey.from_seed_bytes(bytes(64)),
}
POINT = elliptic_curve.public_bytes(EC.public_key())
L3, L5 = (ML[one].public_key().public_bytes(*SPKI) for one in (Algorithm.EC_P384_ML_L3, Algorithm.EC_P384_ML_L5))
KEYS = {Algorithm.EC_P384: [POINT], Algorithm.EC_P384_ML_L3: [POINT, L3], Algorithm.EC_P384_ML_L5: [POINT, L5]}
PRIVATE = {one: ["ec:" + bytes(47).hex() + "07"] + ["mlkem:" + bytes(64).hex()] * (len(KEYS[one]) - 1) for one in KEYS}


def request(algorithm, keys):
    name = algorithm.value if isinstance(algorithm, Algorithm) else algorithm
    return {"algorithm": name, "encapsulationKeys": [b64encode(key).decode() for key in keys]}
