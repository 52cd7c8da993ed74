"""What an operation is, in plain data: its pinned flow, its state, and the events that move it.

Everything is a frozen dataclass that travels as JSON in Temporal histories and in the read model.
Times are integer milliseconds since the epoch, UTC. Source: `nextstep.md` §2.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from config.flow_rules import Rule
from config.vocabulary import AuthResult, AuthStepResult

TIMEOUT = "operation.timeout"
NO_METHOD = "error.noAuthMethod"
INVALID_REQUEST = "error.invalidRequest"
METHOD_NOT_AVAILABLE = "operation.methodNotAvailable"
TOO_MANY_CHANGES = "operation.tooManyChanges"


@dataclass(frozen=True, slots=True)
class Flow:
    """The definitions in force when an operation was created; they stay with it for life.

    `limits` names every known method with its greatest number of failures, null where failures are not counted.
    `lifetime_ms` is counted from creation, and again from each step if `sliding`.
    `counts_all_failures`: failures of all methods count together (templates), not method by method (flows).
    `takes_phone_at_sca`: a phone may be asked at LOGIN_SCA and APPROVAL_SCA, too; flows that were pinned earlier do not say so.
    """

    operation_name: str
    rules: tuple[Rule, ...]
    limits: dict[str, int | None]
    lifetime_ms: int
    mobile_token_enabled: bool = False
    sliding: bool = True
    counts_all_failures: bool = False
    takes_phone_at_sca: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", _one_of_equals(self.rules))


@lru_cache(256)
def _one_of_equals(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The first of equal ones: thousands of open operations, each read from its own message, have the same rules."""
    return rules


@dataclass(frozen=True, slots=True)
class StepCheck:
    """What the engine checked itself for a step: which definitions, never a value, and what it found.

    `request_id` names the request that was checked. A part that was not checked is null; attempts, where none are counted.
    """

    request_id: str
    credential: str | None = None
    credential_is_right: bool | None = None
    credential_attempts: int | None = None
    otp: str | None = None
    otp_is_right: bool | None = None
    otp_attempts: int | None = None
    passkey: str | None = None
    passkey_is_right: bool | None = None


@dataclass(frozen=True, slots=True)
class Cancellation:
    """By the bank, or by an operator; `reason`: why, in a word of theirs (`statusReason`)."""

    reason: str | None = None
    by_operator: bool = False


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step taken: what was reported, and what followed from it.

    `step_result` is what was recorded: a confirmation past the limit of attempts stands here as
    AUTH_METHOD_FAILED, and `reported_result` is what its caller reported; null where that was recorded.
    `steps` are the methods offered next; `chosen_method` and `mobile_token_active` belong to that offer.
    In `authentication_context` bool stands before int: Temporal's converter takes the first that fits, and True is an int.
    `request_id` names the phone's request by which the step was taken; null where it was taken otherwise.
    `check`: what the engine checked itself before; null where it was told the outcome. `cancellation`: of whom it
    is, where more than that is known.
    """

    method: str
    step_result: AuthStepResult
    result: AuthResult
    description: str | None
    steps: tuple[str, ...]
    at_ms: int
    chosen_method: str | None = None
    mobile_token_active: bool = False
    instruments: tuple[str, ...] = ()
    authentication_context: dict[str, str | bool | int | None] | None = None
    request_id: str | None = None
    check: StepCheck | None = None
    reported_result: AuthStepResult | None = None
    cancellation: Cancellation | None = None


@dataclass(frozen=True, slots=True)
class OperationState:
    """All that decides about an operation. `version` grows by one with every change.

    `remaining_attempts` is that of the method of the last step, null where failures are not counted (`nextstep.md` §2.5).
    """

    version: int
    created_ms: int
    expires_ms: int
    history: tuple[HistoryEntry, ...]
    user_id: str | None = None
    organization_id: str | None = None
    remaining_attempts: int | None = None

    @property
    def current(self) -> HistoryEntry:
        return self.history[-1]

    @property
    def result(self) -> AuthResult:
        return self.current.result

    @property
    def is_open(self) -> bool:
        return self.result is AuthResult.CONTINUE

    @property
    def timed_out(self) -> bool:
        return self.result is AuthResult.FAILED and self.current.description == TIMEOUT

    @property
    def current_method(self) -> str | None:
        """The method that a user is at: the chosen one, or else the first offered; null when nothing is offered."""
        return self.current.chosen_method or (self.current.steps[0] if self.current.steps else None)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What holds of the user when a step is taken: the methods enabled for them, and whether their mobile token works.

    `enabled` is null when nobody is known yet: then every method is offered but the mobile token.
    """

    enabled: tuple[str, ...] | None = None
    mobile_token: bool = False


@dataclass(frozen=True, slots=True)
class TakeStep:
    """A step ended. `method` and `step_result` may be null: that is refused in the order the reference gives.

    `cancellation`: of whom it is, where more than that is known. Source: `nextstep.md` §2.4.
    """

    method: str | None
    step_result: AuthStepResult | None
    description: str | None = None
    target_method: str | None = None
    user_id: str | None = None
    organization_id: str | None = None
    eligibility: Eligibility = field(default_factory=Eligibility)
    instruments: tuple[str, ...] = ()
    authentication_context: dict[str, str | bool | int | None] | None = None
    request_id: str | None = None
    check: StepCheck | None = None
    cancellation: Cancellation | None = None


@dataclass(frozen=True, slots=True)
class ChooseMethod:
    """The user picked one of the offered methods; no step ends by it."""

    method: str
    eligibility: Eligibility = field(default_factory=Eligibility)


@dataclass(frozen=True, slots=True)
class SetMobileToken:
    """The current offer may, or may no longer, be answered by the mobile token."""

    active: bool
    eligibility: Eligibility = field(default_factory=Eligibility)


@dataclass(frozen=True, slots=True)
class AssignUser:
    """Whose operation this is became known, outside of any step. `claims`: only an operation of nobody, or already theirs."""

    user_id: str
    organization_id: str | None = None
    claims: bool = False


Event = TakeStep | ChooseMethod | SetMobileToken | AssignUser
