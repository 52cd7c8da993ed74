"""People's phones, and the bank that knows these people: over HTTP, as everybody does."""

import threading

import httpx

from api.demo.device import wire
from api.demo.device.signing import Factors
from api.demo.mobile_bank import APPLICATION, MobileBank
from api.demo.phone import Phone
from api.demo.terminal import Terminal
from api.webflow import customer

_OPERATIONS = "/api/auth/token/app/operation"


class PeoplesBank:
    """What a bank does for its customers: they have passwords, phones, and a clerk."""

    def __init__(self, port: int, admin_password: str) -> None:
        self.base_url = f"http://127.0.0.1:{port}"
        self.http = httpx.Client(base_url=self.base_url, timeout=60)
        self._mobile = MobileBank(self.http, Terminal(lambda _: None), ("admin", admin_password), "people")

    def ask(self, verb: str, path: str, **request: object) -> httpx.Response:
        """The Next Step API."""
        return self.http.request(verb, f"/powerauth-nextstep{path}", json={"requestObject": request})

    def enroll(self, name: str) -> "Handset":
        """A customer who is called so, with the demonstration's password and a phone."""
        contact = {"contactName": "mobile", "contactType": "PHONE", "contactValue": "+420 777 000 222", "primary": True}
        self._must("POST", "/user", userId=name, contacts=[contact])
        self._must(
            "POST",
            "/credential",
            userId=name,
            credentialName=customer.CREDENTIAL,
            credentialType="PERMANENT",
            username=name,
            credentialValue=customer.PASSWORD,
        )
        registration = {"userId": name, "appId": APPLICATION, "commitPhase": "ON_KEY_EXCHANGE"}
        invited = self._mobile.call("", "POST", "/v2/registrations", **registration)
        phone = Phone(self.http, self.base_url, self._mobile.app["mobileSdkConfig"])
        phone.activate(invited["activationQrCodeData"])
        config = {"activationId": invited["registrationId"]}
        self._must("POST", "/user/auth-method", userId=name, authMethod="POWERAUTH_TOKEN", config=config)
        return Handset(phone)

    def unblock(self, name: str) -> None:
        """The clerk's word."""
        self.ask("POST", "/credential/unblock", userId=name, credentialName=customer.CREDENTIAL)

    def cancel(self, operation_id: str) -> bool:
        """The bank ends an operation; whether it did."""
        reason = {"authStepResult": "CANCELED", "authStepResultDescription": "UNKNOWN"}
        return self.ask("PUT", "/operation", operationId=operation_id, authMethod="INIT", **reason).status_code == 200

    def expire_after(self, name: str, seconds: int) -> None:
        """Operations of that name have so many seconds for each step, from now on."""
        found = self.http.get("/powerauth-nextstep/operation/config/detail", params={"operationName": name}).json()
        self._must("PUT", "/operation/config", **{**found["responseObject"], "expirationTime": seconds})

    def detail(self, operation_id: str) -> dict[str, object]:
        """How an operation stands."""
        answer = self.http.get("/powerauth-nextstep/operation/detail", params={"operationId": operation_id})
        found: dict[str, object] = answer.json()["responseObject"]
        return found

    def _must(self, verb: str, path: str, **request: object) -> None:
        answer = self.ask(verb, path, **request)
        if answer.status_code != 200 and "_ALREADY_EXISTS" not in answer.text:
            raise AssertionError(f"{path}: {answer.text}")


class Handset:
    """One phone; it signs one thing after the other."""

    def __init__(self, phone: Phone) -> None:
        self._phone, self._lock = phone, threading.Lock()

    def answer(self, operation_id: str, data: str, *, approves: bool) -> None:
        """Approve or reject; refused where the operation is no longer there to be answered."""
        with self._lock:
            if approves:
                request = {"id": operation_id, "data": data}
                how = Factors.POSSESSION_KNOWLEDGE
                self._phone.call_signed(f"{_OPERATIONS}/authorize", "/operation/authorize", request, how)
            else:
                request = {"id": operation_id, "reason": "INCORRECT_DATA"}
                self._phone.call_signed(f"{_OPERATIONS}/cancel", "/operation/cancel", request, Factors.POSSESSION)

    def digits(self, qr_text: str) -> str:
        """What it shows where it has no network."""
        with self._lock:
            return self._phone.offline_code(qr_text)

    def listed(self) -> list[dict[str, str]]:
        """What waits for it."""
        with self._lock:
            headers = self._phone.token_header(self._phone.create_token(Factors.POSSESSION))
            answer = wire.read(self._phone.line.send(f"{_OPERATIONS}/list", wire.write({"requestObject": {}}), headers))
            found: list[dict[str, str]] = answer["responseObject"]
            return found
