"""With which factors a phone may approve an operation of a flow (`nextstep.md` §2.1, `mobile-and-cloud.md` §1.5)."""

import json
from typing import Final

from config.vocabulary import ApprovalFactors

_TWO_FACTORS: Final = (ApprovalFactors.POSSESSION_KNOWLEDGE, ApprovalFactors.POSSESSION_BIOMETRY)


def factors_of_mode(mobile_token_mode: str) -> tuple[str, ...]:
    """The factors that may approve an operation of a web flow, from the mode of its configuration: `{"type", "variants"?}`.

    Possession is enough only where the mode says 1FA; what says nothing that is known asks for either pair of factors.
    """
    try:
        mode = json.loads(mobile_token_mode)
    except ValueError:
        mode = None
    mode = mode if isinstance(mode, dict) else {}
    if mode.get("type") == "1FA":
        return (ApprovalFactors.POSSESSION.value,)
    variants = mode.get("variants")
    listed = variants if isinstance(variants, list) else []
    return tuple(word.value for word in _TWO_FACTORS if word in listed) or tuple(word.value for word in _TWO_FACTORS)
