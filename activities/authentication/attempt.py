"""Somebody says who he is, and gives what is to prove it."""

from dataclasses import dataclass, field

from activities.authentication.verdict import scope_of
from activities.passkeys.assertion import Assertion
from activities.store.otps import OneTimePassword
from config.identity_vocabulary import AuthenticationType, CredentialAuthenticationMode


@dataclass(frozen=True, slots=True)
class GivenOtp:
    """A value that somebody gives for a one-time password. `is_used_up`: by the right one; else it is looked at alone."""

    otp: OneTimePassword
    value: str = field(repr=False)
    is_used_up: bool = True


@dataclass(frozen=True, slots=True)
class GivenCredential:
    """A value that somebody gives for a user's credential: the whole of it, or its characters at these positions."""

    value: str = field(repr=False)
    mode: CredentialAuthenticationMode = CredentialAuthenticationMode.MATCH_EXACT
    positions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody says who he is. `update_id` names the request; `may_repeat`: its caller can ask again under the same name.

    `credential_name`: whose value is given, or on what the failures of a one-time password count too. `tells_operation`: the
    operation hears of the verdict, as of a step of `method`; `step_requests`: the requests by which its steps were taken so far.
    """

    kind: AuthenticationType
    update_id: str
    user_id: str | None
    credential_name: str | None = None
    operation_id: str | None = None
    credential: GivenCredential | None = None
    otp: GivenOtp | None = None
    passkey: Assertion | None = None
    may_repeat: bool = False
    tells_operation: bool = False
    method: str | None = None
    step_requests: frozenset[str] = frozenset()

    @property
    def scope(self) -> str:
        return scope_of(self.operation_id, self.kind)
