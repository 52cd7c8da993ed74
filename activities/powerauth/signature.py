"""Signatures of requests: computed, and found within the look-ahead window (`powerauth-protocol.md` §5.3, §5.4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from activities.powerauth.activation_keys import ActivationKeys
from activities.powerauth.base64_text import encode
from activities.powerauth.counter import LOOK_AHEAD, next_value
from activities.powerauth.derivation import hmac_sha256
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.signature_type import Factor, SignatureType
from activities.powerauth.version import ProtocolVersion

ONLINE_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a signature may turn out to be. With `digits` it is decimal, with so many a factor; without it is base64."""

    signature_type: SignatureType
    base_string: bytes
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A signature is that of `candidate`, `steps` positions ahead, where the counter is `position`.

    The counter must be moved to `ctr_data`, by `steps` + 1. `one_time_keys`: those of the signature's components.
    """

    candidate: Candidate
    steps: int
    ctr_data: bytes
    position: bytes
    one_time_keys: tuple[bytes, ...] = field(repr=False)


def online(version: ProtocolVersion, signature_type: SignatureType, base_string: bytes) -> Candidate:
    """The candidate of an online request: decimal in 3.0, base64 since."""
    return Candidate(signature_type, base_string, ONLINE_DIGITS if version.has_decimal_signature else None)


def find(
    signature: str,
    candidates: Sequence[Candidate],
    *,
    keys: ActivationKeys,
    ctr_data: bytes,
    window: int = LOOK_AHEAD,
) -> Match | None:
    """The first position of `window`, and at it the first candidate, that the signature is of; null if it is of none.

    Whole signatures are compared, so that nobody learns from the time which factor was wrong.
    """
    factors = [(candidate, factor_keys(keys, candidate.signature_type)) for candidate in candidates]
    for steps in range(window):
        after = next_value(ctr_data)
        for candidate, theirs in factors:
            made = one_time_keys(theirs, ctr_data)
            if constant_time_equal(signature, _sign_by(made, candidate.base_string, candidate.digits)):
                return Match(candidate, steps, after, ctr_data, tuple(made))
        ctr_data = after
    return None


def factor_keys(keys: ActivationKeys, signature_type: SignatureType) -> list[bytes]:
    """The keys that a signature of the type is made with, in their order."""
    return [_KEYS[factor](keys) for factor in signature_type.factors]


def sign(factors: Sequence[bytes], ctr_data: bytes, base_string: bytes, *, digits: int | None) -> str:
    """The signature with these keys at this position: base64, or `digits` decimal digits a factor joined by `-`."""
    return _sign_by(one_time_keys(factors, ctr_data), base_string, digits)


def one_time_keys(factors: Sequence[bytes], ctr_data: bytes) -> list[bytes]:
    """The keys of the components of a signature at this position: each is good for this position only."""
    return [_one_time_key(factors, n, ctr_data) for n in range(len(factors))]


def _sign_by(keys: Sequence[bytes], base_string: bytes, digits: int | None) -> str:
    return join_components([hmac_sha256(key, base_string) for key in keys], digits=digits)


def join_components(components: Sequence[bytes], *, digits: int | None) -> str:
    """The signature whose HMACs these are."""
    if digits is None:
        return encode(b"".join(component[16:] for component in components))
    return "-".join(_decimal(component, digits) for component in components)


def _one_time_key(factors: Sequence[bytes], n: int, ctr_data: bytes) -> bytes:
    """The n-th starts from the n-th factor's key, not from the first as one published text says, and mixes in keys 1 to n."""
    derived = hmac_sha256(factors[n], ctr_data)
    for key in factors[1 : n + 1]:
        derived = hmac_sha256(hmac_sha256(key, ctr_data), derived)
    return derived


def _decimal(component: bytes, digits: int) -> str:
    number = int.from_bytes(component[-4:], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


_KEYS: dict[Factor, Callable[[ActivationKeys], bytes]] = {
    Factor.POSSESSION: lambda keys: keys.possession,
    Factor.KNOWLEDGE: lambda keys: keys.knowledge,
    Factor.BIOMETRY: lambda keys: keys.biometry,
}
