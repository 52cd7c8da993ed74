"""How a one-time password's value is made (`nextstep.md` §6)."""

import hmac
import os
import secrets

from config.identity_vocabulary import OtpGenerationAlgorithm
from config.reasons import Reason
from config.refused import Refused

_SALT_BYTES = 16


def generate(algorithm: OtpGenerationAlgorithm, length: int, group_size: int | None, data: str | None) -> str:
    """A new value of `length` digits. Raises `Refused` CONFIGURATION_INVALID where groups do not make up that length.

    The key of a digest is kept nowhere: beside the data it would tell a value that is kept sealed.
    """
    if algorithm is OtpGenerationAlgorithm.OTP_DATA_DIGEST:
        return digest_digits(os.urandom(_SALT_BYTES), data or "", length)
    return _random_groups(length, group_size)


def digest_digits(salt: bytes, data: str, length: int) -> str:
    """HMAC-SHA256 of the data, a signed big-endian integer, by its last digits."""
    digest = int.from_bytes(hmac.digest(salt, data.encode(), "sha256"), "big", signed=True)
    return f"{digest % 10**length:0{length}}"


def _random_groups(length: int, group_size: int | None) -> str:
    """Groups of digits of which no two are alike, so that who copies them sees where he is."""
    if not group_size or length % group_size or length // group_size > 10**group_size:
        raise Refused(
            Reason.CONFIGURATION_INVALID, "the length of the one-time password is no number of distinct groups"
        )
    found: dict[str, None] = {}
    while len(found) < length // group_size:
        found.setdefault(f"{secrets.randbelow(10**group_size):0{group_size}}")
    return "".join(found)
