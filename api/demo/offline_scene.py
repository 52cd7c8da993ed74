"""The demo's scene of a phone without a network: it scans a QR code, and its user copies sixteen digits."""

from typing import Any

from api.demo.caller import Unexpected
from api.demo.mobile_bank import MobileBank
from api.demo.phone_calls import PhoneCalls
from api.demo.terminal import Terminal

_PAYMENT = {"amount": "350.00", "currency": "CZK", "iban": "CZ6508000000192000145399"}


class OfflineScene:
    """One payment, for the phone of `user_id`, who reads `language`."""

    def __init__(self, bank: MobileBank, terminal: Terminal, *, user_id: str, language: str) -> None:
        self._bank, self._terminal = bank, terminal
        self._user_id, self._language = user_id, language

    def play(self, phone: PhoneCalls) -> str:
        """The operation's id. Raises `Unexpected`."""
        about = "No network on the phone: the bank's page shows a QR code, the phone scans it and shows digits to copy."
        self._terminal.scene("Approval without a network", about)
        created = self._bank.call(
            "A payment.",
            "POST",
            "/v2/operations",
            userId=self._user_id,
            template="payment",
            language=self._language,
            parameters=_PAYMENT,
            silent=True,
        )
        path = f"/v2/operations/{created['operationId']}/offline"
        # The user may have other phones, those of a demo that was played before.
        device = phone.activation_id
        found = self._bank.call("What does the QR code hold?", "GET", f"{path}/qr?registrationId={device}")
        self._terminal.qr_code(found["operationQrCodeData"])
        code = phone.offline_code(found["operationQrCodeData"])
        self._terminal.answer(phone_shows=code)
        request: dict[str, Any] = {"otp": code, "nonce": found["nonce"], "registrationId": device}
        verified = self._bank.call("The user typed what the phone showed.", "POST", f"{path}/otp", **request)
        ended = self._bank.call("How did it end?", "GET", f"/v2/operations/{created['operationId']}")
        self._terminal.answer(otp_valid=verified["otpValid"], status=ended["status"])
        if not verified["otpValid"] or ended["status"] != "APPROVED":
            raise Unexpected(f"the code {code} left the operation {ended['status']}")
        operation_id: str = created["operationId"]
        return operation_id
