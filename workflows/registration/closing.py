"""How a registration's workflow closes: Completed where it became ACTIVE, Canceled where somebody called it off, else Failed."""

from workflows.registration.explanation import ON_REQUEST, explain, reason
from workflows.registration.messages import RegistrationOutcome
from workflows.registration.model import INTERRUPTED, RegistrationState
from workflows.temporal.closing import called_off, came_to_nothing


def close(state: RegistrationState) -> RegistrationOutcome:
    """The workflow's result. Raises what closes it otherwise."""
    why = reason(state)
    if why in (ON_REQUEST, INTERRUPTED):
        raise called_off(explain(state))
    if why is not None:
        raise came_to_nothing(why, explain(state))
    return RegistrationOutcome(state.status, explain(state))
