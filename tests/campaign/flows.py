"""Flows of every kind, from their beginning to their end, by callers that come again; and what the callers were told.

A flow asks for each thing once, however often it has to send it: under an idempotency key, or by the same signed request.
"""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from api.demo.device import wire
from api.demo.device.failures import ServerRefused
from api.demo.phone import Phone
from tests.api.mobile.users import PATH, PAYMENT, POSSESSION, TWO, User
from tests.campaign.patient import Patient

CREATE = json.loads((Path(__file__).parents[1] / "bench/create.json").read_text())["requestObject"]
DATA = "A1*A100.00CZK*ICZ6508000000192000145399"
PASSWORD, SMS, CONSENT, TOKEN = "USERNAME_PASSWORD_AUTH", "SMS_KEY", "CONSENT", "POWERAUTH_TOKEN"
EXPIRES_AFTER = 3.0
EXCHANGES = 5
# Of a phone whose signatures the server has not seen, the next one is out of its sight.
UNHEARD = 19


class Surprise(Exception):
    """An answer that a client of this flow does not expect."""


@dataclass(frozen=True)
class Ended:
    """What the callers were told: how the operation ended, in the bank's word for it, and by which steps.

    A step is `METHOD RESULT`. `is_told`: the bank's server is to hear of the end.
    """

    kind: str
    operation_id: str
    status: str
    steps: tuple[str, ...]
    is_told: bool


class Walker:
    """One thread's: a user with a phone, who does one thing after the other, and the bank's servers that act for him."""

    def __init__(self, patient: Patient, user: User, seed: int) -> None:
        self.patient, self.user, self.random = patient, user, random.Random(seed)

    def key(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    # In the web.

    def begin(self) -> str:
        return str(_ok(self.patient.nextstep("POST", "/operation", CREATE, key=self.key()))["operationId"])

    def step(self, operation_id: str, method: str, result: str = "CONFIRMED", **members: Any) -> str:
        said = {"operationId": operation_id, "authMethod": method, "authStepResult": result, **members}
        return str(_ok(self.patient.nextstep("PUT", "/operation", said, key=self.key()))["result"])

    # On the phone, and at the bank.

    def asked(self, **members: Any) -> str:
        new = {"userId": self.user.user_id, "template": "payment", "parameters": PAYMENT, **members}
        return str(_ok(self.patient.cloud("POST", "/v2/operations", new, key=self.key()))["operationId"])

    def signed(self, what: str, said: dict[str, Any], factors: str) -> httpx.Response:
        body = wire.write({"requestObject": said})
        resource = "/operation/" + what
        return self.patient.phone(f"{PATH}/{what}", body, self.user.phone.sign("POST", resource, body, factors))

    def signed_anew(self, what: str, said: dict[str, Any], factors: str) -> httpx.Response:
        """As apps do whose users try again: each attempt has a signature of its own, as long as the server would find it."""
        body, signatures = wire.write({"requestObject": said}), []

        def sign() -> dict[str, str]:
            if len(signatures) < UNHEARD:
                signatures.append(self.user.phone.sign("POST", "/operation/" + what, body, factors))
            return signatures[-1]

        return self.patient.signing(f"{PATH}/{what}", body, sign)

    def status(self, operation_id: str) -> str:
        return str(_ok(self.patient.cloud("GET", f"/v2/operations/{operation_id}"))["status"])


def _web_payment(walker: Walker, kind: str) -> Ended:
    operation_id, steps = walker.begin(), []
    for _ in range(walker.random.randrange(3)):
        _expect(walker.step(operation_id, PASSWORD, "AUTH_FAILED"), "CONTINUE")
        steps.append(f"{PASSWORD} AUTH_FAILED")
    _expect(walker.step(operation_id, PASSWORD, userId=walker.user.user_id), "CONTINUE")
    _expect(walker.step(operation_id, SMS), "CONTINUE")
    _expect(walker.step(operation_id, CONSENT), "DONE")
    steps += [f"{method} CONFIRMED" for method in (PASSWORD, SMS, CONSENT)]
    return Ended(kind, operation_id, "APPROVED", tuple(steps), is_told=False)


def _web_cancellation(walker: Walker, kind: str) -> Ended:
    operation_id = walker.begin()
    _expect(walker.step(operation_id, PASSWORD, userId=walker.user.user_id), "CONTINUE")
    said = {"authStepResultDescription": "UNEXPECTED_OPERATION"}
    _expect(walker.step(operation_id, SMS, "CANCELED", **said), "FAILED")
    steps = (f"{PASSWORD} CONFIRMED", f"{SMS} CANCELED")
    return Ended(kind, operation_id, "CANCELED", steps, is_told=False)


def _approval(walker: Walker, kind: str, *, anew: bool = False) -> Ended:
    operation_id = walker.asked()
    _answer(walker, "authorize", {"id": operation_id, "data": DATA}, TWO, anew=anew)
    return _seen(walker, kind, operation_id, "APPROVED", f"{TOKEN} CONFIRMED")


def _rejection(walker: Walker, kind: str, *, anew: bool = False) -> Ended:
    operation_id = walker.asked()
    _answer(walker, "cancel", {"id": operation_id, "reason": "INCORRECT_DATA"}, POSSESSION, anew=anew)
    return _seen(walker, kind, operation_id, "REJECTED", f"{TOKEN} CANCELED")


def _answer(walker: Walker, what: str, said: dict[str, Any], factors: str, *, anew: bool) -> None:
    if anew:
        _ok_by_now(walker.signed_anew(what, said, factors))
    else:
        _ok(walker.signed(what, said, factors))


def _offline_approval(walker: Walker, kind: str) -> Ended:
    operation_id = walker.asked()
    path = f"/v2/operations/{operation_id}/offline"
    code = _ok(walker.patient.cloud("GET", f"{path}/qr"))
    otp = walker.user.phone.offline_code(code["operationQrCodeData"])
    registration_id = walker.user.phone.registration.activation_id
    said = {"otp": otp, "nonce": code["nonce"], "registrationId": registration_id}
    found = _ok(walker.patient.cloud("POST", f"{path}/otp", said, key=walker.key()))
    _expect(str(found["otpValid"]), "True")
    return _seen(walker, kind, operation_id, "APPROVED", f"{TOKEN} CONFIRMED")


def _cancellation(walker: Walker, kind: str) -> Ended:
    operation_id = walker.asked()
    _ok(walker.patient.cloud("DELETE", f"/v2/operations/{operation_id}", key=walker.key()))
    return _seen(walker, kind, operation_id, "CANCELED", "INIT CANCELED")


def _expiry(walker: Walker, kind: str) -> Ended:
    expires_ms, operation_id = _short_lived(walker)
    time.sleep(max(0.0, expires_ms / 1000 - time.time()) + 0.05)
    return _seen(walker, kind, operation_id, "EXPIRED", f"{TOKEN} AUTH_METHOD_FAILED")


def _short_lived(walker: Walker) -> tuple[int, str]:
    """An operation and its deadline; another one where servers were away until the deadline of what they never created."""
    while True:
        expires_ms = int((time.time() + EXPIRES_AFTER) * 1000)
        try:
            return expires_ms, walker.asked(timestampExpires=expires_ms)
        except Surprise as surprise:
            if "must be in the future" not in str(surprise):
                raise


def registration(walker: Walker, kind: str) -> Ended:
    """A further phone of the user's asks by a token, and is removed. Only the key exchange comes again, by another invitation."""
    bank = walker.user.bank
    phone = _registered(walker)
    token = phone.create_token(POSSESSION)
    phone.call_with_token(f"{PATH}/list", token, {})
    bank.change(phone, "REMOVE")
    return Ended(kind, phone.registration.activation_id, "REMOVED", (), is_told=False)


def _registered(walker: Walker) -> Phone:
    for _ in range(EXCHANGES):
        try:
            phone: Phone = walker.user.bank.registered(user_id=walker.user.user_id)
        except ServerRefused as refused:
            if refused.status != 503:
                raise
            walker.patient.seen["503"] += 1
        else:
            return phone
    raise Surprise(f"no key exchange of {EXCHANGES} was answered")


# How each kind goes, and how often it comes.
Kinds = Mapping[str, tuple[Callable[[Walker, str], Ended], int]]
KINDS: Kinds = {
    "payment in the web": (_web_payment, 4),
    "cancellation in the web": (_web_cancellation, 1),
    "approval": (_approval, 4),
    "approval signed anew": (partial(_approval, anew=True), 2),
    "rejection": (_rejection, 1),
    "rejection signed anew": (partial(_rejection, anew=True), 1),
    "offline approval": (_offline_approval, 2),
    "cancellation by the bank": (_cancellation, 1),
    "expiry": (_expiry, 1),
}


def _seen(walker: Walker, kind: str, operation_id: str, status: str, *steps: str) -> Ended:
    found = _expect(walker.status(operation_id), status)
    return Ended(kind, operation_id, found, steps, is_told=True)


def _ok(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code != 200:
        raise Surprise(f"{answer.status_code} {answer.text[:300]}")
    found: dict[str, Any] = answer.json()
    inner = found.get("responseObject")
    return inner if isinstance(inner, dict) else found


def _ok_by_now(answer: httpx.Response) -> None:
    """An attempt of before may have been heard, and its answer lost."""
    if "OPERATION_ALREADY_" not in answer.text:
        _ok(answer)


def _expect(found: str, wanted: str) -> str:
    if found != wanted:
        raise Surprise(f"{found} instead of {wanted}")
    return found
