"""The demo's app on the phone: hears of operations, shows them, and answers them for the user."""

import time
from collections.abc import Callable
from typing import Any

from activities.push import local
from activities.push.message import PushMessage
from activities.store.database import Database
from api.demo.caller import Unexpected
from api.demo.device import wire
from api.demo.device.failures import ServerRefused
from api.demo.device.signing import Factors
from api.demo.phone_calls import PhoneCalls
from api.demo.terminal import Terminal

OPERATIONS = "/api/auth/token/app/operation"
_REGISTER = "/api/push/device/register"
_WAIT_SECONDS = 20


class MobileToken:
    """The app of a user who reads `language`.

    `database` is the engine's: in development no provider carries push messages, they are kept there for who wants to see them.
    """

    def __init__(self, phone: PhoneCalls, terminal: Terminal, database: Database, language: str) -> None:
        self._phone, self._terminal, self._database, self._language = phone, terminal, database, language
        self._token = phone.create_token(Factors.POSSESSION)

    @property
    def activation_id(self) -> str:
        """Whose phone it is."""
        return self._phone.activation_id

    def register_for_push(self) -> None:
        """Tell the engine where the phone is reached."""
        request = {"platform": "fcm", "token": f"demo-{self.activation_id}"}
        self._terminal.call("phone", "Push messages reach me here.", "POST", _REGISTER, {"platform": "fcm"})
        self._phone.call_with_token(_REGISTER, self._token, request)

    def wait_for_push(self, operation_id: str, kind: str) -> PushMessage:
        """The message of an operation (`mtoken.operationInit`: it waits; `mtoken.operationFinished`), waited for."""
        until = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < until:
            for one in local.list_shown(self._database, self.activation_id):
                extras = one.message.extras
                if (extras.get("operationId"), extras.get("messageType")) == (operation_id, kind):
                    return one.message
            time.sleep(0.05)
        raise Unexpected(f"no push message {kind} of operation {operation_id} came within {_WAIT_SECONDS} s")

    def waiting(self, operation_id: str) -> dict[str, Any]:
        """The operation as the phone lists and shows it."""
        path = f"{OPERATIONS}/list"
        self._terminal.call("phone", f"What waits for a reader of {self._language}?", "POST", path, {})
        headers = self._phone.token_header(self._token) | {"Accept-Language": self._language}
        answer = wire.read(self._phone.line.send(path, wire.write({"requestObject": {}}), headers))
        listed: list[dict[str, Any]] = answer["responseObject"]
        for operation in listed:
            if operation["id"] == operation_id:
                self._terminal.screen(self._language, operation["formData"])
                return operation
        raise Unexpected(f"the phone does not list operation {operation_id}, but {[one['id'] for one in listed]}")

    def approve(self, purpose: str, operation: dict[str, Any], *, pin: str | None = None) -> ServerRefused | None:
        """Sign the operation's data by phone and PIN (null: the right one); how it was refused, or null."""
        right = self._phone.pin
        self._phone.pin = right if pin is None else pin
        try:
            request = {"id": operation["id"], "data": operation["data"]}
            return self._answer(purpose, "authorize", request, Factors.POSSESSION_KNOWLEDGE)
        finally:
            self._phone.pin = right

    def reject(self, purpose: str, operation: dict[str, Any], reason: str) -> ServerRefused | None:
        """Say no, which takes the phone alone; how it was refused, or null."""
        return self._answer(purpose, "cancel", {"id": operation["id"], "reason": reason}, Factors.POSSESSION)

    def _answer(self, purpose: str, what: str, request: dict[str, Any], factors: str) -> ServerRefused | None:
        path = f"{OPERATIONS}/{what}"
        members = {name: value for name, value in request.items() if name != "id"}
        self._terminal.call("phone", purpose, "POST", path, members)
        return _refusal(lambda: self._phone.call_signed(path, f"/operation/{what}", request, factors))


def _refusal(call: Callable[[], object]) -> ServerRefused | None:
    try:
        call()
    except ServerRefused as refused:
        return refused
    return None
