"""The private keys of a request as vectors write them, and what depends on them."""

from cryptography.hazmat.primitives.asymmetric import mlkem

from api.demo.device.v4 import curve
from api.demo.device.v4.agreement import PhoneAgreement
from api.demo.device.v4.algorithms import PhoneAlgorithm

_KEMS = {"L3": mlkem.MLKEM768PrivateKey, "L5": mlkem.MLKEM1024PrivateKey}


def agreement_of(algorithm, private_keys):
    """The agreement of `ec:` and `mlkem:` private keys."""
    numbers = [bytes.fromhex(one.partition(":")[2]) for one in private_keys]
    second = _KEMS[algorithm[-2:]].from_seed_bytes(numbers[1]) if len(numbers) > 1 else None
    return PhoneAgreement(PhoneAlgorithm(algorithm), curve.private_key(numbers[0]), second)
