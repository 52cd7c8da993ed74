"""Failed attempts of a registration: so many wrong PINs in a row, and it is blocked (`powerauth-protocol.md` §5.4).

A right signature sets the count back to zero; a blocked registration is unblocked by the bank.
"""

from dataclasses import replace
from typing import Final

from activities.powerauth.signature_type import SignatureType
from activities.store.signers import Signer
from config.vocabulary import RegistrationStatus

# What a new registration is given.
MAX_FAILED_ATTEMPTS: Final = 5
# Why a registration is blocked, in the words of the API.
BLOCKED_REASON: Final = "MAX_FAILED_ATTEMPTS"


def count_failure(signer: Signer, signature_type: SignatureType, now_ms: int) -> Signer:
    """The signer after a wrong signature: one attempt more, and BLOCKED by the last one.

    Where it is not committed yet its attempts are used up then, and nothing is right any more until the bank commits it: its
    workflow, which begins the count anew with every status, writes the row.

    Possession alone counts nothing: else anybody could block a phone whose id he knows.
    """
    attempts = signer.failed_attempts + signature_type.counts_failures
    blocks = attempts >= signer.max_failed_attempts and signer.status == RegistrationStatus.ACTIVE
    return replace(
        signer,
        failed_attempts=min(attempts, signer.max_failed_attempts),
        status=RegistrationStatus.BLOCKED if blocks else signer.status,
        blocked_reason=BLOCKED_REASON if blocks else signer.blocked_reason,
        version=signer.version + blocks,
        changed_ms=now_ms if blocks else signer.changed_ms,
    )


def remaining(signer: Signer) -> int:
    """How many attempts are left; none where the registration is not ACTIVE."""
    active = signer.status == RegistrationStatus.ACTIVE
    return max(0, signer.max_failed_attempts - signer.failed_attempts) if active else 0
