"""Which offers a phone may answer, and which step its answer takes (`nextstep.md` §2.6).

POWERAUTH_TOKEN asks the phone by itself: where it is the only step, or is chosen. At LOGIN_SCA and APPROVAL_SCA, which a password
and a code take as well, the phone is asked when the caller says so, and no longer than that step lasts.
"""

from dataclasses import replace

from config.phone_methods import PHONE_METHODS, phone_method
from config.vocabulary import AuthInstrument, AuthMethod, AuthStepResult
from workflows.operation.model import Eligibility, Flow, HistoryEntry, OperationState, TakeStep


def mobile_token_works(flow: Flow, eligibility: Eligibility) -> bool:
    """Whether a phone may answer anything of this flow, for its user as he stands."""
    return flow.mobile_token_enabled and eligibility.mobile_token


def takes_phone(flow: Flow, steps: tuple[str, ...]) -> bool:
    """Whether a phone's answer may be one of these steps."""
    return phone_method(steps) in (PHONE_METHODS if flow.takes_phone_at_sca else (AuthMethod.POWERAUTH_TOKEN,))


def asks_by_itself(steps: tuple[str, ...]) -> bool:
    """Whether a phone that works is asked as soon as these steps are offered."""
    return steps == (AuthMethod.POWERAUTH_TOKEN,)


def asks_when_chosen(state: OperationState, method: str | None) -> bool:
    """Whether a phone that works is asked once this method is chosen of the current offer. Another choice takes it back."""
    return method == AuthMethod.POWERAUTH_TOKEN or (_asks(state) and method == phone_method(state.current.steps))


def asks_again(state: OperationState, step: TakeStep, entry: HistoryEntry, steps: tuple[str, ...]) -> bool:
    """Whether a phone that is asked stays so: a wrong try, on the phone or beside it, is followed by the same step.

    POWERAUTH_TOKEN beside another method is chosen anew after a wrong try. Nobody else's phone takes over.
    """
    return (
        _asks(state)
        and entry.step_result is AuthStepResult.AUTH_FAILED
        and entry.method != AuthMethod.POWERAUTH_TOKEN
        and entry.method == phone_method(state.current.steps) == phone_method(steps)
        and step.user_id in (None, state.user_id)
    )


def offer_to(state: OperationState, user_id: str) -> HistoryEntry:
    """The current offer where the operation is this user's: another phone is asked when the caller says so again."""
    is_theirs = state.user_id == user_id or phone_method(state.current.steps) == AuthMethod.POWERAUTH_TOKEN
    return state.current if is_theirs or not _asks(state) else replace(state.current, mobile_token_active=False)


def taken_by_phone(state: OperationState, step: TakeStep) -> TakeStep:
    """The step as one of the method that the current offer has for a phone.

    Where the method takes other things too, the instrument says that it was the phone.
    """
    method = phone_method(state.current.steps) or AuthMethod.POWERAUTH_TOKEN
    instruments = () if method is AuthMethod.POWERAUTH_TOKEN else (AuthInstrument.POWERAUTH_TOKEN,)
    return replace(step, method=method, instruments=instruments)


def _asks(state: OperationState) -> bool:
    return state.is_open and state.current.mobile_token_active
