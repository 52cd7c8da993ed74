"""How an operation stands, as its pages need it: what is to be done next, how much time there is, how it ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.webflow.nextstep import ReadOperation
from api.webflow.session import WebFlow
from config.phone_methods import PHONE_METHODS

_TIME = "%Y-%m-%dT%H:%M:%S%z"
_TIMEOUT = "operation.timeout"


@dataclass(frozen=True, slots=True)
class End:
    """How an operation ended: the end of a text's id (`web.end.<word>`), and the reason's text where somebody gave one."""

    word: str
    reason: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether it is what its user wanted."""
        return self.word.startswith("done")


@dataclass(frozen=True, slots=True)
class FlowProgress:
    """`methods` are offered for the next step. `seconds_left` are by the server's clock, and so is what follows from them."""

    operation_id: str
    name: str
    user_id: str | None
    methods: tuple[str, ...]
    chosen_method: str | None
    form: dict[str, Any]
    attempts: int | None
    seconds_left: float
    etag: str
    end: End | None
    application: str | None

    @classmethod
    def of(cls, flow: WebFlow, answer: ReadOperation) -> "FlowProgress":
        """What an operation's detail says, seen by its user."""
        detail = answer.detail
        left = max(0.0, datetime.strptime(detail["timestampExpires"], _TIME).timestamp() - answer.server_seconds)
        return cls(
            operation_id=detail["operationId"],
            name=detail["operationName"],
            user_id=detail["userId"],
            methods=tuple(step["authMethod"] for step in detail["steps"]),
            chosen_method=detail["chosenAuthMethod"],
            form=detail["formData"] or {},
            attempts=detail["remainingAttempts"],
            seconds_left=left,
            etag=answer.etag,
            end=_end(flow, detail),
            application=(detail["applicationContext"] or {}).get("name"),
        )


def _end(flow: WebFlow, detail: dict[str, Any]) -> End | None:
    if detail["result"] == "DONE":
        return End(f"done.{'login' if detail['operationName'].startswith('login') else 'other'}")
    if detail["result"] == "CONTINUE":
        # The deadline has passed, and the engine has not written so yet.
        return End("expired") if detail["expired"] else None
    last = detail["history"][-1]
    description = last["authStepResultDescription"]
    if description == _TIMEOUT:
        return End("expired")
    if last["requestAuthStepResult"] == "CANCELED":
        if last["authMethod"] == "INIT":
            return End("terminated")
        reason = description if description != "canceled.unknown" else None
        if last["authMethod"] in PHONE_METHODS and not flow.is_canceled:
            return End("rejected", reason)
        return End("canceled")
    if last["requestAuthStepResult"] == "AUTH_METHOD_FAILED":
        return End("attempts")
    return End("failed", description)
