"""What a check of an assertion found."""

from dataclasses import dataclass

from config.identity_vocabulary import PasskeyFailure, PasskeyStatus


@dataclass(frozen=True, slots=True)
class PasskeyFinding:
    """`passkey_id` and `status` are null where nobody's passkey signed. `is_payment`: the browser showed amount and payee."""

    passkey_id: str | None
    status: PasskeyStatus | None
    is_right: bool
    failure: PasskeyFailure | None = None
    is_payment: bool = False
