"""Approval by a phone without a network, at PowerAuth Cloud: the page shows a QR code, and takes the digits that the phone shows.

An operation of the Next Step API has no QR code. One of PowerAuth Cloud's with the same contents has, and its approval is what
this front end reports as the step.
"""

import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from api.demo.caller import Unexpected
from api.demo.mobile_bank import MobileBank
from api.demo.terminal import Terminal
from api.webflow.calls import ApiRefused, ApiUnavailable, NotLetIn, ask
from api.webflow.session import OfflineApproval

PREFIX = "/powerauth-cloud"
_INTEGRATION_USER = "demo-web-flow"
_TEMPLATE = "payment"


@dataclass(frozen=True, slots=True)
class QrCode:
    """What it holds, and the nonce that goes back with the digits."""

    text: str
    nonce: str


class Offline:
    """One per process; safe for threads. Methods raise `ApiRefused` and `ApiUnavailable`."""

    def __init__(self, http: httpx.Client, admin: tuple[str, str]) -> None:
        """`admin` makes the integration user that this front end calls as; in a bank he is there, and the front end knows him."""
        self._http, self._admin = http, admin
        self._lock = threading.Lock()
        self._credentials: tuple[str, str] | None = None

    def begin(self, user_id: str, registration_id: str, external_id: str, key: str, **payment: str) -> OfflineApproval:
        """An operation for the phone; it is not pushed: that phone hears nothing."""
        created = self._call(
            "POST",
            "/v2/operations",
            key=key,
            json={
                "userId": user_id,
                "template": _TEMPLATE,
                "externalId": external_id,
                "parameters": payment,
                "silent": True,
            },
        )
        return OfflineApproval(created["operationId"], registration_id)

    def qr_code(self, approval: OfflineApproval) -> QrCode:
        """The same each time, until a code was right."""
        path = f"/v2/operations/{approval.operation_id}/offline/qr"
        found = self._call("GET", f"{path}?registrationId={quote(approval.registration_id, safe='')}")
        return QrCode(found["operationQrCodeData"], found["nonce"])

    def is_right(self, approval: OfflineApproval, code: str, nonce: str, key: str) -> bool:
        """Whether the digits are the phone's; wrong ones are counted. What can be no code is refused, and is not."""
        given = {"otp": code, "nonce": nonce, "registrationId": approval.registration_id}
        found = self._call("POST", f"/v2/operations/{approval.operation_id}/offline/otp", json=given, key=key)
        right: bool = found["otpValid"]
        return right

    def withdraw(self, approval: OfflineApproval) -> None:
        """The phone is asked in another way, or not at all: what has not ended yet is canceled."""
        try:
            self._call("DELETE", f"/v2/operations/{approval.operation_id}", key=f"withdraw-{approval.operation_id}")
        except ApiRefused as refused:
            if refused.code != "ERROR_OPERATION_STATE_CHANGE":
                raise

    def status(self, approval: OfflineApproval) -> str:
        """PENDING, APPROVED, REJECTED, FAILED, CANCELED or EXPIRED."""
        status: str = self._call("GET", f"/v2/operations/{approval.operation_id}")["status"]
        return status

    def _call(self, verb: str, path: str, **options: Any) -> Any:
        try:
            answer = ask(self._http, verb, PREFIX + path, auth=self._user(), **options)
        except NotLetIn:
            # Its password may be another's by now: the next call sets it anew.
            with self._lock:
                self._credentials = None
            raise
        found = answer.json()
        if answer.status_code != 200:
            raise ApiRefused(str((found.get("responseObject") or found).get("code")))
        return found

    def _user(self) -> tuple[str, str]:
        with self._lock:
            if self._credentials is None:
                try:
                    bank = MobileBank(self._http, Terminal(_nowhere), self._admin, _INTEGRATION_USER)
                except (Unexpected, httpx.TransportError) as error:
                    raise ApiUnavailable(type(error).__name__) from None
                self._credentials = bank.credentials
            return self._credentials


def _nowhere(_line: str) -> None:
    """What the bank sets up is no story here."""
