"""Authentication codes of requests: computed, and found within the look-ahead window (`powerauth-protocol-4.md` §6.3, §6.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from activities.powerauth.base64_text import encode
from activities.powerauth.counter import LOOK_AHEAD
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.signature import Candidate
from activities.powerauth.v4.counter import next_value
from activities.powerauth.v4.factor_keys import FactorKeys
from activities.powerauth.v4.kmac import kmac256

_CUSTOM = "PA4CODE"


@dataclass(frozen=True, slots=True)
class V4Match:
    """A code is that of `candidate`, `steps` positions ahead, where the counter is `position`.

    The counter must be moved to `ctr_data`, by `steps` + 1, and the keys of the factors become `keys`.
    """

    candidate: Candidate
    steps: int
    ctr_data: bytes
    position: bytes
    keys: FactorKeys = field(repr=False)


def find(
    code: str, candidates: Sequence[Candidate], *, keys: FactorKeys, ctr_data: bytes, window: int = LOOK_AHEAD
) -> V4Match | None:
    """The first position of `window`, and at it the first candidate, that the code is of; null if it is of none.

    At each position current keys go before waiting ones. Whole codes are compared, so that nobody learns from the time which
    factor was wrong.
    """
    choices = [(one, choice) for one in candidates for choice in keys.choices(one.signature_type.factors)]
    for steps in range(window):
        after = next_value(ctr_data)
        for candidate, choice in choices:
            expected = compute(choice.keys, ctr_data, candidate.base_string, digits=candidate.digits)
            if constant_time_equal(code, expected):
                settled = keys.settled(candidate.signature_type.factors, choice)
                return V4Match(candidate, steps, after, ctr_data, settled)
        ctr_data = after
    return None


def compute(keys: Sequence[bytes], ctr_data: bytes, base_string: bytes, *, digits: int | None) -> str:
    """The code by these keys at this position: base64, or `digits` decimal digits a factor joined by `-`."""
    components = [kmac256(key, base_string, custom=_CUSTOM) for key in one_time_keys(keys, ctr_data)]
    if digits is None:
        return encode(b"".join(components))
    return "-".join(_decimal(component, digits) for component in components)


def one_time_keys(keys: Sequence[bytes], ctr_data: bytes) -> list[bytes]:
    """The keys of a code's components at this position: one chain from the first factor on, unlike in 3.x."""
    derived: list[bytes] = []
    for key in keys:
        derived.append(kmac256(key, ctr_data + b"".join(derived[-1:]), custom=_CUSTOM))
    return derived


def _decimal(component: bytes, digits: int) -> str:
    number = int.from_bytes(component[-4:], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)
