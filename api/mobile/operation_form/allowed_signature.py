"""With which factors the phone may approve (`mobile-and-cloud.md` §1.5)."""

from collections.abc import Collection
from typing import Any, Final

from config.vocabulary import ApprovalFactors

_TWO_FACTORS: Final = (ApprovalFactors.POSSESSION_KNOWLEDGE, ApprovalFactors.POSSESSION_BIOMETRY)


def allowed_signature_type(factors: Collection[str]) -> dict[str, Any]:
    """`{"type": "1FA" or "2FA", "variants": [...]}` from the factors that may approve.

    Possession alone is enough where it is among them, whatever else is; variants always stand in one order.
    """
    if ApprovalFactors.POSSESSION in factors:
        return {"type": "1FA", "variants": []}
    return {"type": "2FA", "variants": [word.value for word in _TWO_FACTORS if word in factors]}
