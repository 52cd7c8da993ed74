"""The demo's scene of a phone that is registered: code, keys, fingerprint, commit, and the first signatures."""

import httpx

from api.demo.caller import Caller, Unexpected
from api.demo.device.failures import ServerRefused
from api.demo.device.signing import Factors
from api.demo.mobile_bank import APPLICATION, MobileBank
from api.demo.phone_calls import PhoneCalls
from api.demo.terminal import Terminal
from api.demo.v4_phone import V4Phone


class RegistrationScene:
    """Registers a phone of `user_id`."""

    def __init__(self, bank: MobileBank, http: httpx.Client, terminal: Terminal, user_id: str) -> None:
        self._bank, self._http, self._terminal, self._user_id = bank, http, terminal, user_id

    def play(self, web: Caller) -> PhoneCalls:
        """The phone, ACTIVE, and the user's mobile token switched on. Raises `Unexpected`."""
        about = (
            "The user registers a phone, whose keys withstand quantum computers too; from now on it can sign for them."
        )
        self._terminal.scene("A phone", about)
        request = {"userId": self._user_id, "appId": APPLICATION}
        invited = self._bank.call("Invite a phone of the user.", "POST", "/v2/registrations", **request)
        self._terminal.answer(activation_code=invited["activationCode"], registration=invited["registrationId"])
        phone = V4Phone(self._http, str(self._http.base_url), self.app_config, device="Demo phone")
        exchanged = {"algorithm": phone.algorithm}
        self._terminal.call("phone", "Scan the code, and exchange keys.", "POST", "/pa/v4/activation/create", exchanged)
        confirmed = {"enableBiometry": True, "factors": "PIN"}
        self._terminal.call("phone", "Prove that it has the keys.", "POST", "/pa/v4/activation/confirm", confirmed)
        fingerprint = phone.activate(invited["activationQrCodeData"], name="Demo phone")
        path = f"/v2/registrations/{invited['registrationId']}"
        pending = self._bank.call("What does the bank see?", "GET", path)
        self._terminal.answer(
            status=pending["registrationStatus"], fingerprint=pending["activationFingerprint"], on_phone=fingerprint
        )
        if pending["activationFingerprint"] != fingerprint:
            raise Unexpected("bank and phone show different fingerprints")
        self._bank.call("The fingerprints agree: commit.", "POST", f"{path}/commit", externalUserId="branch-7")
        self._signatures(phone)
        web(
            "The user's mobile token works from now on.",
            "POST",
            "/user/auth-method",
            userId=self._user_id,
            authMethod="POWERAUTH_TOKEN",
            config={"activationId": invited["registrationId"]},
        )
        return phone

    @property
    def app_config(self) -> str:
        """What the bank's app was shipped with."""
        config: str = self._bank.app["mobileSdkConfig"]
        return config

    def _signatures(self, phone: PhoneCalls) -> None:
        right, phone.pin = phone.pin, "0000"
        path = phone.path(phone.VALIDATE)
        self._terminal.call("phone", "A wrong PIN.", "POST", path, {"factors": "PIN"})
        try:
            phone.validate(factors=Factors.POSSESSION_KNOWLEDGE)
        except ServerRefused as refused:
            self._terminal.answer(refused=refused.message, attempts_left=_attempts_left(phone))
        else:
            raise Unexpected("a signature by a wrong PIN was accepted")
        phone.pin = right
        self._terminal.call("phone", "The right PIN.", "POST", path, {"factors": "PIN"})
        phone.validate(factors=Factors.POSSESSION_KNOWLEDGE)
        self._terminal.answer(accepted="yes", attempts_left=_attempts_left(phone), status=phone.status().state.name)


def _attempts_left(phone: PhoneCalls) -> int:
    status = phone.status()
    return status.max_failed_attempts - status.failed_attempts
