"""The master keys that an app of protocol 4 was shipped with (`powerauth-protocol-4.md` §12)."""

from api.demo.device import points
from api.demo.device.failures import Unreadable, Untrusted
from api.demo.device.sdk_config import PhoneSdkConfig
from api.demo.device.v4 import curve
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.key_pairs import PhonePublicKeys, of_public_bytes

_P384 = 2
_ML_DSA = {PhoneAlgorithm.EC_P384_ML_L3: 3, PhoneAlgorithm.EC_P384_ML_L5: 4}


def offered(config: PhoneSdkConfig) -> list[PhoneAlgorithm]:
    """The algorithms of which the configuration has all keys."""
    kinds = config.further_master_keys
    return [one for one in PhoneAlgorithm if _P384 in kinds and _ML_DSA.get(one, _P384) in kinds]


def masters(config: PhoneSdkConfig, algorithm: PhoneAlgorithm) -> PhonePublicKeys:
    """The keys that sign temporary keys of the algorithm. Raises `Unreadable` where the configuration has them not."""
    if algorithm not in offered(config):
        raise Unreadable(f"the SDK configuration has no master keys of {algorithm}")
    keys, second = config.further_master_keys, _ML_DSA.get(algorithm)
    try:
        return of_public_bytes(algorithm, keys[_P384], None if second is None else keys[second])
    except Untrusted as error:
        raise Unreadable(f"the SDK configuration is damaged: {error}") from None


def verify_code(config: PhoneSdkConfig, code: str, signature: bytes | None) -> None:
    """Raises `Untrusted` unless a master key on either curve signed a scanned code, or nobody claims that it did.

    Servers sign what they show by the key that apps of all versions have, which is on P-256 (`powerauth-protocol-4.md` §5.1).
    """
    if signature is None or curve.is_signed(_p384(config), signature, code.encode()):
        return
    points.verify(config.master_public_key, signature, code.encode(), "the activation code")


def _p384(config: PhoneSdkConfig) -> points.PublicKey:
    return masters(config, PhoneAlgorithm.EC_P384).ecdsa
