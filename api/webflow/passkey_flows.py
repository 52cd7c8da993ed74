"""The demonstration's passkey flows: the method, and a login and a payment that offer it. A bank defines its own.

Published clients do not know the method, so it is defined when somebody first asks for it here, and never shipped.
"""

import threading
from typing import Any

from api.webflow.nextstep import NextStep

METHOD = "PASSKEY"
LOGIN, PAYMENT = "login_passkey", "authorize_payment_passkey"
_PASSWORD, _SMS, _CONSENT = "USERNAME_PASSWORD_AUTH", "SMS_KEY", "CONSENT"
_FIRST_ID = 88_001
# A configuration has to say something, though no step asks a phone.
_NO_PHONE = '{"type":"2FA","variants":["possession_knowledge"]}'

# By what each operation begins, and what follows a confirmation, in the order of the offer; nothing: it is done.
_FLOWS: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    LOGIN: ((METHOD, _PASSWORD), {METHOD: (_CONSENT,), _PASSWORD: (_CONSENT,), _CONSENT: ()}),
    PAYMENT: (
        (_PASSWORD,),
        {_PASSWORD: (METHOD, _SMS), METHOD: (_CONSENT,), _SMS: (_CONSENT,), _CONSENT: ()},
    ),
}


class PasskeyFlows:
    """One per process; safe for threads."""

    def __init__(self, nextstep: NextStep) -> None:
        self._nextstep = nextstep
        self._lock = threading.Lock()
        self._is_there = False

    def ensure(self) -> None:
        """Whatever is missing is defined, and what another release has defined otherwise is replaced.

        Repeatable; raises as `NextStep` does.
        """
        with self._lock:
            if self._is_there:
                return
            wanted = _definitions()
            for row in self._defined():
                if ("/step/definition", row) not in wanted:
                    row_id = row["stepDefinitionId"]
                    self._nextstep.post_unless("_NOT_FOUND", "/step/definition/delete", stepDefinitionId=row_id)
            for path, request in wanted:
                self._nextstep.post_unless("_ALREADY_EXISTS", path, **request)
            self._is_there = True

    def _defined(self) -> list[dict[str, Any]]:
        """The steps of these flows that there are."""
        lists = (self._nextstep.post("/step/definition/list", operationName=name) for name in _FLOWS)
        return [row for found in lists for row in found["stepDefinitions"]]


def _definitions() -> list[tuple[str, dict[str, Any]]]:
    method = {
        "authMethod": METHOD,
        "orderNumber": 11,
        "hasUserInterface": True,
        "displayNameKey": "method.passkey",
        "checkUserPrefs": False,
        "checkAuthFails": True,
        "maxAuthFails": 5,
        "hasMobileToken": False,
    }
    configs = [
        {
            "operationName": name,
            "templateVersion": "A",
            "templateId": 1,
            "mobileTokenEnabled": False,
            "mobileTokenMode": _NO_PHONE,
            "afsEnabled": False,
        }
        for name in _FLOWS
    ]
    steps = [row for name, (first, then) in _FLOWS.items() for row in _steps(name, first, then)]
    return [
        ("/auth-method", method),
        *(("/operation/config", one) for one in configs),
        *(("/step/definition", {"stepDefinitionId": _FIRST_ID + at, **row}) for at, row in enumerate(steps)),
    ]


def _steps(name: str, first: tuple[str, ...], then: dict[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    """Who was wrong may try again, or by what was offered beside; who gives up, or may try no more, has failed."""
    rows = [_row(name, priority, None, None, "CONTINUE", method) for priority, method in enumerate(first, 1)]
    for method, offers in then.items():
        if not offers:
            rows.append(_row(name, 1, method, "CONFIRMED", "DONE", None))
        rows += [_row(name, at, method, "CONFIRMED", "CONTINUE", offer) for at, offer in enumerate(offers, 1)]
        beside = next(group for group in (first, *then.values()) if method in group)
        rows += [_row(name, at, method, "AUTH_FAILED", "CONTINUE", offer) for at, offer in enumerate(beside, 1)]
        rows += [_row(name, 1, method, ended, "FAILED", None) for ended in ("AUTH_METHOD_FAILED", "CANCELED")]
    return [*rows, _row(name, 1, "INIT", "CANCELED", "FAILED", None)]


def _row(
    name: str, priority: int, method: str | None, step_result: str | None, result: str, offer: str | None
) -> dict[str, Any]:
    return {
        "operationName": name,
        "operationRequestType": "CREATE" if method is None else "UPDATE",
        "requestAuthMethod": method,
        "requestAuthStepResult": step_result,
        "responsePriority": priority,
        "responseAuthMethod": offer,
        "responseResult": result,
    }
