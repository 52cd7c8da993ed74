"""What a bank's own system is asked about users that it keeps itself (`nextstep.md` §6, proxy mode)."""

from dataclasses import dataclass, field
from typing import Protocol

from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class AdapterRequest:
    """Of whom, for which operation and definition. `request_id` is the same again where a request is repeated."""

    request_id: str
    definition: str
    user_id: str | None
    operation_id: str | None


@dataclass(frozen=True, slots=True)
class AdapterFinding:
    """Whether a value was right; `is_over`: nobody can be right any more. The rest is for the user."""

    is_right: bool
    is_over: bool = False
    remaining_attempts: int | None = None
    shows_remaining_attempts: bool = False
    message: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AdapterDelivery:
    """Whether a one-time password is on its way to its user; `message` says why not."""

    is_delivered: bool
    message: str | None = None


class DataAdapter(Protocol):
    """Asked outside of transactions. Every method raises `AdapterUnavailable`: the caller repeats its request."""

    def check_credential(self, request: AdapterRequest, value: str) -> AdapterFinding:
        """Whether it is the user's value for credentials of the definition; what is wrong is counted there."""

    def send_otp(self, request: AdapterRequest, language: str) -> AdapterDelivery:
        """Make a one-time password, which `request_id` names from now on, and send it."""

    def check_otp(self, request: AdapterRequest, otp_id: str, value: str) -> AdapterFinding:
        """Whether it is the value of a one-time password that was sent; what is wrong is counted there."""

    def find_user(self, request: AdapterRequest, username: str) -> str | None:
        """The id of the user whose user name it is; null: nobody's."""


class NoAdapter:
    """Where none is configured, which is told of a definition that needs one."""

    def check_credential(self, request: AdapterRequest, value: str) -> AdapterFinding:
        raise _missing(request)

    def send_otp(self, request: AdapterRequest, language: str) -> AdapterDelivery:
        raise _missing(request)

    def check_otp(self, request: AdapterRequest, otp_id: str, value: str) -> AdapterFinding:
        raise _missing(request)

    def find_user(self, request: AdapterRequest, username: str) -> str | None:
        raise _missing(request)


def _missing(request: AdapterRequest) -> Refused:
    return Refused(Reason.CONFIGURATION_INVALID, f"{request.definition} asks a data adapter, and none is configured")
