"""The demo's scene of the phone that decides: the bank asks over PowerAuth Cloud, and is called back with the outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from activities.store.database import Database
from api.demo.bank_server import BankServer
from api.demo.caller import Unexpected
from api.demo.mobile_bank import APPLICATION, MobileBank
from api.demo.mobile_token import MobileToken
from api.demo.phone_calls import PhoneCalls
from api.demo.terminal import Terminal

WRONG_PIN = "0000"
_CALLBACK = "demo"
_CALLBACKS = f"/v2/admin/applications/{APPLICATION}/callbacks"
_TOLD = ["userId", "status", "operationType", "failureCount", "additionalData", "externalId"]
_REASON = "INCORRECT_DATA"
_FACTORS = "possession_knowledge"
_PUSHED = {"APPROVED": "authentication.success", "REJECTED": "operation.canceled"}


class ApprovalScene:
    """Three operations for the phone of `user_id`, who reads `language`."""

    def __init__(
        self, bank: MobileBank, terminal: Terminal, database: Database, *, user_id: str, language: str
    ) -> None:
        self._bank, self._terminal, self._database = bank, terminal, database
        self._user_id, self._language = user_id, language

    def play(self, phone: PhoneCalls) -> dict[str, str]:
        """The ids of the operations, by what they were. Raises `Unexpected`."""
        about = "The bank asks, the phone answers, and the bank's own server is called back: nobody polls."
        self._terminal.scene("Approvals on the phone", about)
        app = MobileToken(phone, self._terminal, self._database, self._language)
        app.register_for_push()
        with self._listening() as server:
            return {
                "approved login": self._login(app, server),
                "approved payment": self._play_payment(app, server),
                "rejected payment": self._play_rejection(app, server),
            }

    def _login(self, app: MobileToken, server: BankServer) -> str:
        operation = self._create_operation(app, "Somebody logs in: is it the user?", "login", "LOGIN-1")
        _expect_accepted("the login's approval", app.approve("Yes, with the PIN.", operation))
        return self._expect_end(app, server, operation, status="APPROVED")

    def _play_payment(self, app: MobileToken, server: BankServer) -> str:
        payment = {"amount": "1499.90", "currency": "CZK", "iban": "CZ6508000000192000145399"}
        operation = self._create_operation(app, "A payment.", "payment", "PAYMENT-1", payment)
        refused = app.approve("Pay; but the PIN is mistyped.", operation, pin=WRONG_PIN)
        if refused is None or refused.code != "POWERAUTH_AUTH_FAIL":
            raise Unexpected(f"a payment's approval by a wrong PIN was {refused or 'accepted'}")
        found = self._bank.call("How does it stand?", "GET", f"/v2/operations/{operation['id']}")
        self._terminal.answer(phone_was_told=refused.code, status=found["status"], failures=found["failureCount"])
        _agree("the payment after a wrong PIN", found, status="PENDING", failureCount=1)
        _expect_accepted("the payment's approval", app.approve("Pay, with the right PIN.", operation))
        return self._expect_end(app, server, operation, status="APPROVED", failures=1)

    def _play_rejection(self, app: MobileToken, server: BankServer) -> str:
        payment = {"amount": "98000.00", "currency": "CZK", "iban": "CZ1355000000000000222885"}
        operation = self._create_operation(
            app, "A payment that the user never wanted.", "payment", "PAYMENT-2", payment
        )
        _expect_accepted("the rejection", app.reject("That is not what I asked for.", operation, _REASON))
        return self._expect_end(app, server, operation, status="REJECTED", reason=_REASON)

    def _create_operation(
        self,
        app: MobileToken,
        purpose: str,
        template: str,
        external_id: str,
        parameters: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Create an operation, see it pushed, and shown on the phone."""
        request: dict[str, Any] = {
            "template": template,
            "externalId": external_id,
            "userId": self._user_id,
            "language": self._language,
        }
        request |= {"parameters": parameters} if parameters else {}
        created = self._bank.call(purpose, "POST", "/v2/operations", **request)
        self._terminal.answer(status=created["status"], attempts=created["maxFailureCount"])
        _agree("the new operation", created, status="PENDING", failureCount=0)
        message = app.wait_for_push(created["operationId"], "mtoken.operationInit")
        self._terminal.push(f"{message.title}: {message.body}")
        return app.waiting(created["operationId"])

    def _expect_end(
        self,
        app: MobileToken,
        server: BankServer,
        operation: dict[str, Any],
        *,
        status: str,
        failures: int = 0,
        reason: str | None = None,
    ) -> str:
        """Phone and bank hear of the end; both must hear the same."""
        operation_id: str = operation["id"]
        finished = app.wait_for_push(operation_id, "mtoken.operationFinished")
        self._terminal.push(f"(silent) {finished.extras['mtokenOperationResult']}")
        _agree("the push message", dict(finished.extras), mtokenOperationResult=_PUSHED[status])
        callback = server.wait_for_callback(operation_id)
        added = callback.get("additionalData", {})
        how = {"factors": added.get("authFactor")} if reason is None else {"reason": added.get("rejectReason")}
        self._terminal.callback(
            of=callback.get("externalId"),
            status=callback.get("status"),
            **how,
            failures=callback.get("failureCount"),
            signature="verified",
        )
        _agree("the callback", callback, status=status, failureCount=failures, userId=self._user_id, type="OPERATION")
        expected = {"authFactor": _FACTORS} if reason is None else {"rejectReason": reason}
        _agree("the callback's additional data", added, **expected)
        return operation_id

    @contextmanager
    def _listening(self) -> Iterator[BankServer]:
        """The bank's server, and the engine knows of it; afterwards neither is left."""
        self._delete_callbacks()
        request = {"name": _CALLBACK, "type": "OPERATION_STATUS_CHANGE", "attributes": _TOLD}
        with BankServer() as server:
            made = self._bank.call("Call me when it ends.", "POST", _CALLBACKS, callbackUrl=server.url, **request)
            server.secret = made["secret"]
            try:
                yield server
            finally:
                self._bank.call.quietly("DELETE", f"{_CALLBACKS}/{made['id']}")

    def _delete_callbacks(self) -> None:
        """Those of a demo that was cut short: this one's bank may listen at their address, and knows nothing of their secrets."""
        found = self._bank.call.quietly("GET", _CALLBACKS) or {"callbacks": []}
        for left in found["callbacks"]:
            if left["name"] == _CALLBACK:
                self._bank.call.quietly("DELETE", f"{_CALLBACKS}/{left['id']}")


def _expect_accepted(what: str, refusal: Exception | None) -> None:
    if refusal is not None:
        raise Unexpected(f"{what} was refused: {refusal}")


def _agree(what: str, answer: dict[str, Any], **members: object) -> None:
    """Raises `Unexpected` where `answer` says something else, or nothing."""
    for name, value in members.items():
        if answer.get(name) != value:
            raise Unexpected(f"{what} says {name} {answer.get(name)!r}, not {value!r}")
