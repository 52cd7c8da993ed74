"""Events as the command line writes them, played through the pure machine: no server, no database, no clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from config.refused import Refused
from config.vocabulary import AuthMethod, AuthStepResult
from workflows.operation import machine
from workflows.operation.model import ChooseMethod, Eligibility, Flow, OperationState, SetMobileToken, TakeStep
from workflows.operation.outcome import status

_USER = "user"
_BY_PHONE = (AuthStepResult.CONFIRMED, AuthStepResult.AUTH_FAILED, AuthStepResult.CANCELED)
_LONGEST_WAIT = 10**9


@dataclass(frozen=True, slots=True)
class Played:
    """The operation after an event, `at_ms` after its creation; `refusal`: why the event changed nothing."""

    event: str
    at_ms: int
    state: OperationState
    refusal: Refused | None = None

    @property
    def status(self) -> str:
        """PowerAuth Cloud's word, which tells more than Next Step's."""
        return str(status(self.state))


class _Wait(int):
    """So many seconds."""


class _Interrupt:
    """An operator cancels the workflow."""


@dataclass(frozen=True, slots=True)
class _ByPhone:
    step: TakeStep


_Simulated = TakeStep | ChooseMethod | SetMobileToken | _ByPhone | _Wait | _Interrupt


def play(flow: Flow, eligibility: Eligibility, events: Sequence[str], *, waits_for_phone: bool) -> Iterator[Played]:
    """The operation at its creation, and after each event; one that is refused leaves it as it is, and the next is tried.

    `waits_for_phone`: a phone may answer from the beginning, as in an operation of a template. Raises `click.BadParameter` where
    an event cannot be read, before any is played; `Refused` where the flow has no beginning.
    """
    read = [(text, _read(text, eligibility)) for text in events]
    state = machine.begin(flow, 0, user_id=_USER, eligibility=eligibility if waits_for_phone else None)
    now_ms = 0
    yield Played("(created)", 0, state)
    for text, event in read:
        refusal = None
        now_ms += event * 1000 if isinstance(event, _Wait) else 0
        try:
            state = _apply(flow, state, event, now_ms)
        except Refused as refused:
            refusal = refused
        yield Played(text, now_ms, state, refusal)


def _apply(flow: Flow, state: OperationState, event: _Simulated, now_ms: int) -> OperationState:
    match event:
        case _Wait():
            return machine.expire(state, now_ms)
        case _Interrupt():
            return machine.interrupt(flow, state, now_ms)
        case _ByPhone():
            return machine.answer_by_phone(flow, state, event.step, now_ms)
        case _:
            return machine.apply(flow, state, event, now_ms)


def _read(text: str, eligibility: Eligibility) -> _Simulated:
    match text.upper().split(":"):
        case ["INTERRUPT"]:
            return _Interrupt()
        case ["WAIT", seconds] if seconds.isdecimal() and int(seconds) <= _LONGEST_WAIT:
            return _Wait(seconds)
        case ["CHOOSE", method]:
            return ChooseMethod(method, eligibility)
        case ["MOBILE_TOKEN", "ON" | "OFF" as switch]:
            return SetMobileToken(switch == "ON", eligibility)
        case ["PHONE", result] if result in _BY_PHONE:
            return _ByPhone(_step(AuthMethod.POWERAUTH_TOKEN, result, None, eligibility, request_id="request"))
        case [method, result, *target] if _names_method(method) and result in set(AuthStepResult) and len(target) <= 1:
            return _step(method, result, next(iter(target), None), eligibility)
        case _:
            raise click.BadParameter(
                f"{text} is no event. Give METHOD:RESULT, where RESULT is {', '.join(AuthStepResult)}; or CHOOSE:METHOD, "
                f"MOBILE_TOKEN:ON, MOBILE_TOKEN:OFF, PHONE:{', PHONE:'.join(_BY_PHONE)}, WAIT:SECONDS, INTERRUPT"
            )


def _names_method(word: str) -> bool:
    return word not in ("", "CHOOSE", "MOBILE_TOKEN", "PHONE", "WAIT", "INTERRUPT")


def _step(
    method: str, result: str, target: str | None, eligibility: Eligibility, request_id: str | None = None
) -> TakeStep:
    return TakeStep(
        method,
        AuthStepResult(result),
        target_method=target,
        user_id=_USER,
        eligibility=eligibility,
        request_id=request_id,
    )
