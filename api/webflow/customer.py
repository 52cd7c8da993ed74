"""The demonstration's customer, made over HTTP when somebody first begins a flow. A bank has its customers already.

Credentials and codes are of definitions of their own: others' are left alone.
"""

import threading
from typing import Any

from api.webflow.nextstep import NextStep

USER_ID, USERNAME, PASSWORD = "web.customer", "customer", "Correct-Horse-7"
CREDENTIAL, OTP = "WEB_PASSWORD", "WEB_SMS"
_APPLICATION, _POLICY, _HASHING = "WEB_FLOW", "WEB_POLICY", "WEB_ARGON2ID"

_DEFINITIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/application", {"applicationName": _APPLICATION}),
    (
        "/hashconfig",
        {
            "hashConfigName": _HASHING,
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
        "/credential/policy",
        {
            "credentialPolicyName": _POLICY,
            "credentialLengthMin": 8,
            # As many as an operation takes: what the page says is left, is left.
            "limitSoft": 5,
            "checkHistoryCount": 0,
            "usernameGenAlgorithm": "RANDOM_DIGITS",
            "usernameGenParam": {"length": 8},
            "credentialGenAlgorithm": "RANDOM_PASSWORD",
            "credentialGenParam": {"length": 12, "includeSmallLetters": True, "includeDigits": True},
            "credentialValParam": {},
        },
    ),
    (
        "/credential/definition",
        {
            "credentialDefinitionName": CREDENTIAL,
            "applicationName": _APPLICATION,
            "credentialPolicyName": _POLICY,
            "category": "PASSWORD",
            "hashingEnabled": True,
            "hashConfigName": _HASHING,
        },
    ),
    (
        "/otp/policy",
        {
            "otpPolicyName": _POLICY,
            "length": 8,
            "attemptLimit": 3,
            "expirationTime": 300,
            "genAlgorithm": "OTP_DATA_DIGEST",
        },
    ),
    (
        "/otp/definition",
        {
            "otpDefinitionName": OTP,
            "applicationName": _APPLICATION,
            "otpPolicyName": _POLICY,
            "encryptionEnabled": True,
            "encryptionAlgorithm": "AES_HMAC",
        },
    ),
    (
        "/user",
        {
            "userId": USER_ID,
            "contacts": [
                {"contactName": "mobile", "contactType": "PHONE", "contactValue": "+420 777 000 222", "primary": True}
            ],
        },
    ),
)


class Customer:
    """One per process; safe for threads."""

    def __init__(self, nextstep: NextStep) -> None:
        self._nextstep = nextstep
        self._lock = threading.Lock()
        self._is_there = False

    def ensure(self) -> None:
        """Whatever is missing is made. Repeatable; raises as `NextStep` does."""
        with self._lock:
            if self._is_there:
                return
            for path, request in _DEFINITIONS:
                self._nextstep.post_unless("_ALREADY_EXISTS", path, **request)
            if self._nextstep.find_user(USERNAME, CREDENTIAL) is None:
                self._nextstep.post(
                    "/credential",
                    userId=USER_ID,
                    credentialName=CREDENTIAL,
                    credentialType="PERMANENT",
                    username=USERNAME,
                    credentialValue=PASSWORD,
                )
            self._is_there = True

    def unblock(self) -> None:
        """What a clerk of the bank's does, once the customer has proved who he is."""
        names = {"userId": USER_ID, "credentialName": CREDENTIAL}
        self._nextstep.post_unless("CREDENTIAL_NOT_BLOCKED", "/credential/unblock", **names)
