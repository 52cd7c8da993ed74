"""What vectors write of a phone: the private keys of a request, and the configuration of its app."""

from api.demo.device import wire
from api.demo.device.points import new_key
from api.demo.device.sdk_config import PhoneSdkConfig
from api.demo.device.v4 import curve
from api.demo.device.v4.agreement import PhoneAgreement
from api.demo.device.v4.algorithms import PhoneAlgorithm


def agreement_of(algorithm, private_keys):
    """The agreement of `ec:` and `mlkem:` private keys."""
    numbers, kem = [bytes.fromhex(one.partition(":")[2]) for one in private_keys], PhoneAlgorithm(algorithm).kem
    second = kem.from_seed_bytes(numbers[1]) if len(numbers) > 1 else None
    return PhoneAgreement(PhoneAlgorithm(algorithm), curve.private_key(numbers[0]), second)


def config_of(life):
    """The configuration of the life's app."""
    keys = life["masterPublicKeys"]
    further = {2: wire.from_b64(keys["ecdsa"])}
    if "mldsa" in keys:
        further[{"L3": 3, "L5": 4}[life["algorithm"][-2:]]] = wire.from_b64(keys["mldsa"])
    return PhoneSdkConfig(life["applicationKey"], life["applicationSecret"], new_key().public_key(), further)
