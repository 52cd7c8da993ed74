"""A payment whose password and SMS code the engine checks itself: wrong, right, blocked and unblocked."""

import re
from typing import Any

from api.demo.caller import Caller, Unexpected
from api.demo.forms import PAYMENT
from api.demo.sms_gateway import SmsGateway
from api.demo.terminal import Terminal

APPLICATION, POLICY, HASHING = "DEMO", "DEMO_POLICY", "DEMO_ARGON2ID"
CREDENTIAL, OTP = "DEMO_PASSWORD", "DEMO_SMS"
USER, VALUE = "demo.customer", "Correct-Horse-7"
_PASSWORD, _SMS = "USERNAME_PASSWORD_AUTH", "SMS_KEY"

_DEFINITIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("An application.", "/application", {"applicationName": APPLICATION}),
    (
        "How passwords are hashed.",
        "/hashconfig",
        {
            "hashConfigName": HASHING,
            "algorithm": "ARGON_2ID",
            "parameters": {
                "version": "19",
                "iterations": "3",
                "memory": "15",
                "parallelism": "1",
                "outputLength": "32",
            },
        },
    ),
    (
        "What passwords are like: three may be wrong.",
        "/credential/policy",
        {
            "credentialPolicyName": POLICY,
            "credentialLengthMin": 8,
            "limitSoft": 3,
            "checkHistoryCount": 0,
            "usernameGenAlgorithm": "RANDOM_DIGITS",
            "usernameGenParam": {"length": 8},
            "credentialGenAlgorithm": "RANDOM_PASSWORD",
            "credentialGenParam": {"length": 12, "includeSmallLetters": True, "includeDigits": True},
            "credentialValParam": {},
        },
    ),
    (
        "A kind of password.",
        "/credential/definition",
        {
            "credentialDefinitionName": CREDENTIAL,
            "applicationName": APPLICATION,
            "credentialPolicyName": POLICY,
            "category": "PASSWORD",
            "hashingEnabled": True,
            "hashConfigName": HASHING,
        },
    ),
    (
        "What SMS codes are like: of the payment's data, and three may be wrong.",
        "/otp/policy",
        {
            "otpPolicyName": POLICY,
            "length": 8,
            "attemptLimit": 3,
            "expirationTime": 300,
            "genAlgorithm": "OTP_DATA_DIGEST",
        },
    ),
    (
        "A kind of SMS code.",
        "/otp/definition",
        {
            "otpDefinitionName": OTP,
            "applicationName": APPLICATION,
            "otpPolicyName": POLICY,
            "encryptionEnabled": True,
            "encryptionAlgorithm": "AES_HMAC",
        },
    ),
    (
        "A customer with a telephone.",
        "/user",
        {
            "userId": USER,
            "contacts": [
                {"contactName": "mobile", "contactType": "PHONE", "contactValue": "+420 777 000 111", "primary": True}
            ],
        },
    ),
)


class CheckedScene:
    """`language` is the customer's."""

    def __init__(self, bank: Caller, web: Caller, terminal: Terminal, gateway: SmsGateway, language: str) -> None:
        self._bank, self._web = bank, web
        self._terminal, self._gateway, self._language = terminal, gateway, language

    def play(self) -> str:
        """The payment's operation. Raises `Unexpected`."""
        self._terminal.scene(
            "A payment that is checked here",
            "The bank keeps its users in the engine, which checks password and SMS code.",
        )
        for purpose, path, request in _DEFINITIONS:
            self._bank.unless_there(purpose, "POST", path, **request)
        self._bank(
            "The customer's password.",
            "POST",
            "/credential",
            userId=USER,
            credentialName=CREDENTIAL,
            credentialType="PERMANENT",
            username=USER.replace(".", "_"),
            credentialValue=VALUE,
        )
        created = self._bank(
            "The customer wants to pay.",
            "POST",
            "/operation",
            operationName="authorize_payment",
            operationData="A1*A100CZK*Q238400856/0300**D20170629*NUtility Bill Payment - 05/2017",
            formData=PAYMENT,
        )
        operation_id = str(created["operationId"])
        self._say("A wrong password.", operation_id, "Correct-Horse-8", "FAILED")
        self._say("The right one.", operation_id, VALUE, "SUCCEEDED")
        code = self._send(operation_id)
        self._give("The SMS code was mistyped.", operation_id, _mistyped(code), "FAILED")
        self._give("The SMS code is right.", operation_id, code, "SUCCEEDED")
        self._consent(operation_id)
        self._block()
        return operation_id

    def _say(self, purpose: str, operation_id: str | None, value: str, expected_result: str) -> None:
        step: dict[str, Any] = {}
        if operation_id is not None:
            step = {"operationId": operation_id, "updateOperation": True, "authMethod": _PASSWORD}
        answer = self._web(
            purpose, "POST", "/auth/credential", userId=USER, credentialName=CREDENTIAL, credentialValue=value, **step
        )
        self._show(answer, answer["credentialStatus"], expected_result)

    def _send(self, operation_id: str) -> str:
        sent = self._web(
            "Send the SMS code.",
            "POST",
            "/otp/send",
            userId=USER,
            otpName=OTP,
            operationId=operation_id,
            language=self._language,
        )
        self._terminal.answer(delivered=sent["delivered"], status=sent["otpStatus"])
        text = self._gateway.text(sent["otpId"])
        self._terminal.sms(text)
        codes = re.findall(r"\b\d{8}\b", text)
        if not codes:
            raise Unexpected("the short message has no code")
        return str(codes[-1])

    def _give(self, purpose: str, operation_id: str, value: str, expected_result: str) -> None:
        answer = self._web(
            purpose,
            "POST",
            "/auth/otp",
            operationId=operation_id,
            otpValue=value,
            updateOperation=True,
            authMethod=_SMS,
        )
        self._show(answer, answer["otpStatus"], expected_result)

    def _consent(self, operation_id: str) -> None:
        step = {"operationId": operation_id, "userId": USER, "authMethod": "CONSENT", "authStepResult": "CONFIRMED"}
        last = self._web("The customer consents.", "PUT", "/operation", **step)
        self._terminal.answer(result=last["result"])
        if last["result"] != "DONE":
            raise Unexpected(f"the operation ended as {last['result']}")

    def _block(self) -> None:
        self._terminal.say("Outside of any operation: who guesses three times is blocked, until the bank unblocks him.")
        for purpose in ("A guess.", "Another.", "The third."):
            self._say(purpose, None, "Correct-Horse-9", "FAILED")
        self._say("The right one comes too late.", None, VALUE, "FAILED")
        unblocked = self._bank("Unblock it.", "POST", "/credential/unblock", userId=USER, credentialName=CREDENTIAL)
        self._terminal.answer(status=unblocked["credentialStatus"])
        self._say("Now it is right again.", None, VALUE, "SUCCEEDED")

    def _show(self, answer: dict[str, Any], status: str, expected_result: str) -> None:
        result = answer["authenticationResult"]
        self._terminal.answer(result=result, status=status, remaining_attempts=answer["remainingAttempts"])
        if result != expected_result:
            raise Unexpected(f"the authentication {result}, and not {expected_result}")


def _mistyped(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)
