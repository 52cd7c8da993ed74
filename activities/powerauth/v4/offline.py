"""Approval by a code that a person copies from the phone: what it is computed of is as in 3.x (`powerauth-protocol-4.md` §11)."""

from collections.abc import Sequence

from activities.powerauth.counter import LOOK_AHEAD
from activities.powerauth.offline import DIGITS, base_strings, possible_types
from activities.powerauth.signature import Candidate
from activities.powerauth.v4.authentication_code import V4Match
from activities.powerauth.v4.authentication_code import find as find_code
from activities.powerauth.v4.factor_keys import FactorKeys


def find(
    code: str,
    *,
    operation_id: str,
    data: str,
    nonce: bytes,
    biometry_allowed: bool,
    totps: Sequence[str] | None,
    keys: FactorKeys,
    ctr_data: bytes,
    digits: int = DIGITS,
    window: int = LOOK_AHEAD,
) -> V4Match | None:
    """The position and the factors that a code (as `offline.read_code` of 3.x returns it) is of; null if it is of none.

    With a proximity check `totps` are the passwords accepted now (`totp.codes`); null without. The counter is the one of online
    requests, and a failure counts for `possession_knowledge`.
    """
    types = possible_types(biometry_allowed=biometry_allowed)
    texts = base_strings(operation_id=operation_id, data=data, nonce=nonce, totps=totps)
    candidates = [Candidate(one, text, digits) for one in types for text in texts]
    return find_code(code, candidates, keys=keys, ctr_data=ctr_data, window=window)
