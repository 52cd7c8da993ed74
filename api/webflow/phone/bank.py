"""The bank's side of the page: what its administrator presses so that a phone has something to do."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from flask import current_app

from api.demo.caller import BankRefused, Unexpected
from api.demo.mobile_bank import APPLICATION, MobileBank
from api.demo.terminal import Terminal
from api.webflow.front import front
from api.webflow.installation import Installation
from api.webflow.phone.problems import of_the_line
from config.path_segment import segment

# Another than the other banks of the demonstration have: each gives its own a new password.
_USER = "demo-phone-page"
_SECONDS = 20.0
_KEY = "webflow_phone_bank"


@dataclass(frozen=True, slots=True)
class PhoneInvitation:
    """What the bank gives a customer: the text of a QR code, and what its app was shipped with."""

    code: str
    config: str


class PhoneBank:
    """One per process; safe for threads. Methods raise `PhoneProblem`."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._http = httpx.Client(base_url=installation.api, verify=installation.authority, timeout=_SECONDS)
        self._lock = threading.Lock()
        self._bank: MobileBank | None = None

    def invite(self, user_id: str) -> PhoneInvitation:
        """A code for a phone of the user; the registration is active as soon as the phone answers."""
        with self._opened() as bank:
            request = {"userId": user_id, "appId": APPLICATION, "commitPhase": "ON_KEY_EXCHANGE"}
            invited = bank.call("", "POST", "/v2/registrations", **request)
            return PhoneInvitation(invited["activationQrCodeData"], bank.app["mobileSdkConfig"])

    def user_of(self, registration_id: str) -> str | None:
        """Whose phone it is; null where it is none of this bank's."""
        with self._opened() as bank:
            found = bank.call.quietly("GET", f"/v2/registrations/{segment(registration_id)}")
        return None if found is None else str(found["userId"])

    def ask(self, user_id: str, template: str, parameters: Mapping[str, str], language: str) -> str:
        """A new operation's id."""
        with self._opened() as bank:
            request = {"userId": user_id, "template": template, "parameters": dict(parameters), "language": language}
            return str(bank.call("", "POST", "/v2/operations", **request)["operationId"])

    def qr_text(self, operation_id: str, registration_id: str) -> str:
        """What this phone scans to approve the operation without a network."""
        path = f"/v2/operations/{segment(operation_id)}/offline/qr?registrationId={quote(registration_id, safe='')}"
        with self._opened() as bank:
            return str(bank.call("", "GET", path)["operationQrCodeData"])

    def administered(self, path: str) -> dict[str, Any] | None:
        """What an administrator reads below `/admin`; null where it is not there."""
        with of_the_line():
            answer = self._http.get(f"/powerauth-cloud/admin{path}", auth=self._installation.admin)
            if answer.status_code not in (200, 400):
                raise Unexpected.of("GET", path, answer)
            found: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
            return found

    @contextmanager
    def _opened(self) -> Iterator[MobileBank]:
        with of_the_line():
            with self._lock:
                if self._bank is None:
                    self._bank = MobileBank(self._http, Terminal(_nowhere), self._installation.admin, _USER)
                bank = self._bank
            try:
                yield bank
            except BankRefused:
                raise
            except Unexpected:
                # Its user's password may be another's by now: the next call sets it anew.
                with self._lock:
                    self._bank = None
                raise


def bank() -> PhoneBank:
    """Of the application that answers the current request."""
    found: PhoneBank = current_app.extensions.setdefault(_KEY, None) or PhoneBank(front().installation)
    current_app.extensions[_KEY] = found
    return found


def _nowhere(_line: str) -> None:
    """What the bank does is no story here."""
