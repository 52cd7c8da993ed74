"""Authentication codes of requests: computed, and found within the look-ahead window (`powerauth-protocol-4.md` §6.3, §6.4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from activities.powerauth.base64_text import encode
from activities.powerauth.counter import LOOK_AHEAD
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.signature import Candidate
from activities.powerauth.v4.counter import next_value
from activities.powerauth.v4.factor_keys import FactorKeys
from activities.powerauth.v4.kmac import kmac256

_CUSTOM = "PA4CODE"
# Of base64, as many as depend on the first 32 bytes alone.
_FIRST_CHARACTERS = 42


@dataclass(frozen=True, slots=True)
class V4Match:
    """A code is that of `candidate`, `steps` positions ahead, where the counter is `position`.

    The counter must be moved to `ctr_data`, by `steps` + 1, and the keys of the factors become `keys`; `code_keys` are the
    code's, in its factors' order.
    """

    candidate: Candidate
    steps: int
    ctr_data: bytes
    position: bytes
    keys: FactorKeys = field(repr=False)
    code_keys: tuple[bytes, ...] = field(repr=False)


def find(
    code: str, candidates: Sequence[Candidate], *, keys: FactorKeys, ctr_data: bytes, window: int = LOOK_AHEAD
) -> V4Match | None:
    """The first position of `window`, and at it the first candidate, that the code is of; null if it is of none.

    At each position current keys go before waiting ones.
    """
    choices = [(one, choice) for one in candidates for choice in keys.choices(one.signature_type.factors)]
    for steps in range(window):
        after = next_value(ctr_data)
        for candidate, choice in choices:
            if _is_code(code, candidate, choice.keys, ctr_data):
                settled = keys.settled(candidate.signature_type.factors, choice)
                return V4Match(candidate, steps, after, ctr_data, settled, choice.keys)
        ctr_data = after
    return None


def _is_code(code: str, candidate: Candidate, keys: Sequence[bytes], ctr_data: bytes) -> bool:
    """Whether the code is the one by these keys at this position.

    At most positions its first component tells that it is not, which halves the work of a wrong PIN. Of two or more that is
    possession's, of which nobody learns anything by trying; all of a code is compared at once where it is right.
    """
    components = _components(keys, ctr_data, candidate.base_string)
    first = next(components)
    size = candidate.digits or _FIRST_CHARACTERS
    if not constant_time_equal(code[:size], _text([first], candidate.digits)[:size]):
        return False
    return constant_time_equal(code, _text([first, *components], candidate.digits))


def compute(keys: Sequence[bytes], ctr_data: bytes, base_string: bytes, *, digits: int | None) -> str:
    """The code by these keys at this position: base64, or `digits` decimal digits a factor joined by `-`."""
    return _text(list(_components(keys, ctr_data, base_string)), digits)


def one_time_keys(keys: Sequence[bytes], ctr_data: bytes) -> Iterator[bytes]:
    """The keys of the components of a code at this position, one chain from the first factor on, unlike in 3.x.

    Each is good for this position only.
    """
    derived = b""
    for key in keys:
        derived = kmac256(key, ctr_data + derived, custom=_CUSTOM)
        yield derived


def compute_by_one_time_keys(keys: Sequence[bytes], base_string: bytes, *, digits: int | None) -> str:
    """The code whose components have these keys."""
    return _text([kmac256(key, base_string, custom=_CUSTOM) for key in keys], digits)


def _components(keys: Sequence[bytes], ctr_data: bytes, base_string: bytes) -> Iterator[bytes]:
    for key in one_time_keys(keys, ctr_data):
        yield kmac256(key, base_string, custom=_CUSTOM)


def _text(components: Sequence[bytes], digits: int | None) -> str:
    if digits is None:
        return encode(b"".join(components))
    return "-".join(_decimal(component, digits) for component in components)


def _decimal(component: bytes, digits: int) -> str:
    number = int.from_bytes(component[-4:], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)
