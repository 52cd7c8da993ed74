"""Operations, registrations and deliveries as they are recorded: how each begins, what happens to it, and how it ends."""

from dataclasses import dataclass, replace

from activities.deliveries.sender import DeliveryOutcome
from config.vocabulary import AuthStepResult
from tests.workflows.operation.flows import EQUIPPED, shipped
from tests.workflows.registration.terms import ABSENT, ON_EXCHANGE, RIGHT, WRONG, terms
from workflows.operation import template_flow
from workflows.operation.model import AssignUser, ChooseMethod, Eligibility, Flow, SetMobileToken, StepCheck, TakeStep
from workflows.registration.model import Alter, Commit, ExchangeKeys, RegistrationChange, Terms

PASSWORD, TOKEN, SMS = "USERNAME_PASSWORD_AUTH", "POWERAUTH_TOKEN", "SMS_KEY"


def step(method, ended="CONFIRMED", **fields):
    return TakeStep(method, AuthStepResult(ended), **{"eligibility": EQUIPPED, **fields})


@dataclass(frozen=True)
class ByPhone:
    """A phone approves what it read, or rejects for a reason."""

    reason: str | None = None
    data: str = "A1*A100CZK"


# The operator's cancellation, by the Temporal UI.
OPERATOR = object()
# Nobody comes any more.
NOBODY = object()


@dataclass(frozen=True)
class Scenario:
    """An operation. `events` come in their order, a number being a pause of so many seconds; `result` is how its workflow closes,
    `reason` why it failed. `eligibility` is the user's at its beginning.
    """

    flow: Flow
    events: tuple
    result: str
    reason: str | None = None
    eligibility: Eligibility | None = None


@dataclass(frozen=True)
class RegistrationScenario:
    """A registration; `result` is how its workflow closes, `reason` why it failed."""

    terms: Terms
    events: tuple
    result: str
    reason: str | None = None
    lifetime_ms: int = 120_000


@dataclass(frozen=True)
class DeliveryScenario:
    """A delivery, whose attempts lead to what `bank` says, the last for ever; `result` is how its workflow closes."""

    bank: tuple[DeliveryOutcome, ...]
    result: str
    events: tuple = ()
    reason: str | None = None


def _brief(operation_name):
    return replace(shipped(operation_name), lifetime_ms=8_000)


def _templated(*events, result, reason=None, lifetime_ms=300_000):
    flow = template_flow.flow("authorize_payment", max_failure_count=3, lifetime_ms=lifetime_ms)
    return Scenario(flow, events, result, reason, eligibility=template_flow.TOKEN_WORKS)


OPERATIONS = {
    "template_approved_after_other_data": _templated(ByPhone(data="A1*A999CZK"), ByPhone(), result="COMPLETED"),
    "template_rejected": _templated(1, ByPhone(reason="INCORRECT_DATA"), result="CANCELED"),
    "template_expired": _templated(NOBODY, result="FAILED", reason="operation.timeout", lifetime_ms=8_000),
    "login_done": Scenario(
        shipped("login"),
        (step(PASSWORD, user_id="roman", organization_id="RETAIL"), step("CONSENT")),
        "COMPLETED",
    ),
    "payment_done_after_a_wrong_password": Scenario(
        shipped("authorize_payment"),
        (
            step(PASSWORD, "AUTH_FAILED"),
            AssignUser("roman", "RETAIL"),
            step(PASSWORD, instruments=("CREDENTIAL",)),
            ChooseMethod(TOKEN, EQUIPPED),
            SetMobileToken(False, EQUIPPED),
            SetMobileToken(True, EQUIPPED),
            step(PASSWORD, "AUTH_METHOD_CHOSEN", target_method=TOKEN),
            step(
                TOKEN,
                instruments=("POWERAUTH_TOKEN",),
                authentication_context={
                    "signatureType": "possession_knowledge",
                    "remainingAttempts": 5,
                    "blocked": False,
                },
            ),
            step("CONSENT"),
        ),
        "COMPLETED",
    ),
    "payment_checked_here": Scenario(
        shipped("authorize_payment"),
        (
            step(PASSWORD, "AUTH_FAILED", instruments=("CREDENTIAL",), check=StepCheck("1", "PASSWORD", False, 2)),
            step(PASSWORD, user_id="roman", instruments=("CREDENTIAL",), check=StepCheck("2", "PASSWORD", True, 3)),
            step(
                SMS,
                "AUTH_FAILED",
                instruments=("OTP_KEY",),
                check=StepCheck("3", otp="SMS", otp_is_right=False, otp_attempts=2),
            ),
            step(
                SMS,
                instruments=("CREDENTIAL", "OTP_KEY"),
                check=StepCheck("4", "PASSWORD", True, 3, "SMS", True, 0),
            ),
            step("CONSENT"),
        ),
        "COMPLETED",
    ),
    "payment_failed_by_attempts": Scenario(
        shipped("authorize_payment"), tuple(step(PASSWORD, "AUTH_FAILED") for _ in range(5)), "FAILED", "attempts"
    ),
    "payment_canceled": Scenario(
        shipped("authorize_payment"),
        (step(PASSWORD, user_id="roman"), step(TOKEN, "CANCELED", description="INCORRECT_DATA")),
        "CANCELED",
    ),
    # Recorded when no phone took LOGIN_SCA, and no flow said whether one does: what was told of the phone changed nothing.
    "login_sca_that_once_asked_no_phone": Scenario(
        replace(shipped("login_sca"), takes_phone_at_sca=False),
        (
            AssignUser("roman", "RETAIL"),
            SetMobileToken(True, EQUIPPED),
            step("LOGIN_SCA", "AUTH_FAILED"),
            SetMobileToken(True, EQUIPPED),
            step("LOGIN_SCA", instruments=("CREDENTIAL", "OTP_KEY")),
            step("CONSENT"),
        ),
        "COMPLETED",
    ),
    "payment_sca_done_on_the_phone": Scenario(
        shipped("authorize_payment_sca"),
        (
            AssignUser("roman", "RETAIL"),
            SetMobileToken(True, EQUIPPED),
            ByPhone(data="A1*A999CZK"),
            ByPhone(),
            SetMobileToken(True, EQUIPPED),
            ByPhone(),
            step("CONSENT"),
        ),
        "COMPLETED",
        eligibility=EQUIPPED,
    ),
    "login_expired": Scenario(_brief("login"), (NOBODY,), "FAILED", "operation.timeout"),
    "login_expired_after_its_deadline_moved": Scenario(
        _brief("login"),
        (step(PASSWORD, "AUTH_FAILED"), 2, step(PASSWORD, user_id="roman"), NOBODY),
        "FAILED",
        "operation.timeout",
    ),
    "login_canceled_by_an_operator": Scenario(shipped("login"), (step(PASSWORD), OPERATOR), "CANCELED"),
}

REGISTRATIONS = {
    "registration_active": RegistrationScenario(
        terms(has_otp=True), (ExchangeKeys("a device", ABSENT, True), Commit(WRONG), Commit(RIGHT)), "COMPLETED"
    ),
    "registration_active_at_key_exchange": RegistrationScenario(
        terms(ON_EXCHANGE, has_otp=True),
        (ExchangeKeys("one device", WRONG, True), ExchangeKeys("another device", RIGHT, True)),
        "COMPLETED",
    ),
    "registration_expired": RegistrationScenario(
        terms(), (ExchangeKeys("a device", ABSENT, True), NOBODY), "FAILED", "EXPIRED", lifetime_ms=8_000
    ),
    "registration_removed_by_attempts": RegistrationScenario(
        terms(has_otp=True),
        (ExchangeKeys("a device", ABSENT, True), *(Commit(WRONG) for _ in range(5))),
        "FAILED",
        "OTP_MAX_FAILED_ATTEMPTS",
    ),
    "registration_removed_by_the_bank": RegistrationScenario(
        terms(), (ExchangeKeys("a device", ABSENT, True), Alter(RegistrationChange.REMOVE)), "CANCELED"
    ),
    "registration_removed_by_its_device": RegistrationScenario(
        terms(), (1, ExchangeKeys("a device", ABSENT, False)), "FAILED", "INVALID_DEVICE_KEY"
    ),
    "registration_removed_by_an_operator": RegistrationScenario(terms(), (1, OPERATOR), "CANCELED"),
}

DELIVERIES = {
    "delivery_heard_at_the_second_attempt": DeliveryScenario(
        (DeliveryOutcome.RETRY, DeliveryOutcome.DELIVERED), "COMPLETED"
    ),
    "delivery_given_up": DeliveryScenario((DeliveryOutcome.GIVE_UP,), "FAILED", reason="GIVEN_UP"),
    "delivery_canceled_by_an_operator": DeliveryScenario((DeliveryOutcome.RETRY,), "CANCELED", (1, OPERATOR)),
}

SCENARIOS = OPERATIONS | REGISTRATIONS | DELIVERIES
