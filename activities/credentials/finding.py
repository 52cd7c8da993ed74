"""What a check found of a credential."""

from dataclasses import dataclass

from config.identity_vocabulary import CredentialStatus


@dataclass(frozen=True, slots=True)
class CredentialFinding:
    """How the credential is after the check. `is_right` is null where it was not compared; attempts where no limit holds."""

    name: str
    status: CredentialStatus
    is_right: bool | None
    remaining_attempts: int | None
    change_required: bool = False
    blocked_ms: int | None = None
