"""Users of the bank with a phone, who are asked for approvals of operations, and what their phones are refused."""

import pytest

from api.demo.device import wire
from api.demo.device.failures import ServerRefused
from api.demo.device.signing import Factors
from tests.e2e.client import unique

PATH = "/api/auth/token/app/operation"
TWO, BIOMETRY, POSSESSION = Factors.POSSESSION_KNOWLEDGE, Factors.POSSESSION_BIOMETRY, Factors.POSSESSION
PAYMENT = {"amount": "100.00", "currency": "CZK", "iban": "CZ6508000000192000145399"}


class User:
    """A user of the bank with a phone."""

    def __init__(self, bank, version="3.3", **options):
        self.bank, self.user_id, self.version = bank, unique("user"), version
        self.phone = bank.registered(user_id=self.user_id, version=version, **options)
        self.token = self.phone.create_token(POSSESSION)

    def asked(self, template="payment", **members):
        """A new operation of this user's."""
        parameters = PAYMENT if template == "payment" else {}
        request = {"userId": self.user_id, "template": template, "parameters": parameters, **members}
        return self.bank.cloud.ok("POST", "/v2/operations", request)

    def of(self, operation):
        return self.bank.cloud.ok("GET", f"/v2/operations/{operation['operationId']}")

    def waiting(self, language="en"):
        return self.ask("list", {}, language)["responseObject"]

    def ask(self, what, request, language="en"):
        headers = self.phone.token_header(self.token) | {"Accept-Language": language}
        body = wire.write({"requestObject": request})
        return wire.read(self.phone.line.send(f"{PATH}/{what}", body, headers))

    def history(self):
        return self.phone.call_signed(f"{PATH}/history", "/operation/history", {}, TWO)

    def authorize(self, operation, factors=TWO, **members):
        request = {"id": operation["operationId"], "data": "A1*A100.00CZK*ICZ6508000000192000145399", **members}
        self.phone.call_signed(f"{PATH}/authorize", "/operation/authorize", request, factors)

    def reject(self, operation, **members):
        request = {"id": operation["operationId"], **members}
        self.phone.call_signed(f"{PATH}/cancel", "/operation/cancel", request, POSSESSION)


def answer(call):
    """The status, the code and the message of a call that must be refused."""
    with pytest.raises(ServerRefused) as caught:
        call()
    return caught.value.status, caught.value.code, caught.value.message


def refused(call):
    """Its status and its code."""
    return answer(call)[:2]


def with_mobile_token(user, nextstep):
    """The user, whose mobile token is switched on for his phone."""
    config = {"activationId": user.phone.registration.activation_id}
    method = {"userId": user.user_id, "authMethod": "POWERAUTH_TOKEN", "config": config}
    nextstep.ok("POST", "/user/auth-method", method)
    return user
