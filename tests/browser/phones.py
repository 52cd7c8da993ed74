"""A phone of the web flow's customer, and the bank that registers it: over HTTP, as everybody does."""

import httpx

from api.demo.device import wire
from api.demo.device.signing import Factors
from api.demo.mobile_bank import APPLICATION, MobileBank
from api.demo.phone import Phone
from api.demo.terminal import Terminal
from api.webflow.customer import USER_ID

OPERATIONS = "/api/auth/token/app/operation"


def registered(up):
    """An ACTIVE phone of the customer's, by which he may confirm from now on."""
    base = f"http://127.0.0.1:{up.port}"
    http = httpx.Client(base_url=base, timeout=30)
    admin = ("admin", (up.home / "admin-password").read_text().strip())
    bank = MobileBank(http, Terminal(lambda _: None), admin)
    invited = bank.call(
        "", "POST", "/v2/registrations", userId=USER_ID, appId=APPLICATION, commitPhase="ON_KEY_EXCHANGE"
    )
    phone = Phone(http, base, bank.app["mobileSdkConfig"])
    phone.activate(invited["activationQrCodeData"])
    status, _ = up.ask(
        "POST",
        "/powerauth-nextstep/user/auth-method",
        {"userId": USER_ID, "authMethod": "POWERAUTH_TOKEN", "config": {"activationId": invited["registrationId"]}},
    )
    assert status == 200
    return phone


def waiting(phone):
    """What the phone lists."""
    headers = phone.token_header(phone.create_token(Factors.POSSESSION)) | {"Accept-Language": "en"}
    answer = wire.read(phone.line.send(f"{OPERATIONS}/list", wire.write({"requestObject": {}}), headers))
    return answer["responseObject"]


def approve(phone, operation):
    request = {"id": operation["id"], "data": operation["data"]}
    phone.call_signed(f"{OPERATIONS}/authorize", "/operation/authorize", request, Factors.POSSESSION_KNOWLEDGE)


def reject(phone, operation, reason="INCORRECT_DATA"):
    request = {"id": operation["id"], "reason": reason}
    phone.call_signed(f"{OPERATIONS}/cancel", "/operation/cancel", request, Factors.POSSESSION)
