"""A phone of 3.3 that is upgraded, from the protocol's functions: these are proven by vectors and by other phones."""

import json
from dataclasses import dataclass
from typing import Any

from activities.device.signatures import SignedCall
from activities.powerauth.base64_text import decode
from activities.powerauth.phone_headers import read_authorization
from activities.powerauth.v4 import encrypted_request
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.purpose import V4Purpose
from api.demo.device.headers import AUTHORIZATION
from tests.activities.device.v4.small_phone import SharedSecretQuestion, SmallPhone, master_keys
from tests.activities.device.v4_phone import V4Phone

START, CONFIRM = "/pa/upgrade/start", "/pa/upgrade/confirm"


@dataclass
class Start:
    """A start, signed and not yet sent. Tests may alter it."""

    app: SmallPhone
    temporary: tuple[str, bytes]
    question: SharedSecretQuestion
    body: dict[str, Any]
    call: SignedCall


class UpgradingPhone:
    """`old` is the phone by 3.3."""

    def __init__(self, home, application, **values):
        self.home, self.application = home, application
        self.old = home.phone(application, version="3.3", **values)
        self.id = self.old.registration.activation_id

    def ask(self, algorithm=Algorithm.EC_P384, factors="possession_knowledge", *, plaintext=None, **members):
        """`members` replace those of what is asked, `plaintext` all of it."""
        app = SmallPhone(self.application, Algorithm.EC_P384)
        temporary = app.temporary(self.home, master_keys(self.home, self.application, Algorithm.EC_P384))
        question, device = SharedSecretQuestion(algorithm), KeyPairs.generate(algorithm).public
        asked = {"sharedSecretRequest": question.members, "devicePublicKeys": device.members(), "enableBiometry": True}
        said = json.dumps(asked | members).encode() if plaintext is None else plaintext
        body = app.seal(V4Purpose.UPGRADE_START, said, temporary)
        return Start(app, temporary, question, body, self.sign(self.old, START, json.dumps(body).encode(), factors))

    def send(self, start):
        """The phone by version 4, which knows what it was answered."""
        request = encrypted_request.read(start.body)
        answer, _ = self.home.devices.upgrades.start(start.app.header, request, start.call)
        learned = json.loads(start.app.open(V4Purpose.UPGRADE_START, start.temporary, start.body, answer))
        secret = V4ActivationKeys(start.question.secret(learned["sharedSecretResponse"]))
        return V4Phone(self.application, self.id, secret, decode(learned["ctrData"]))

    def start(self, algorithm=Algorithm.EC_P384):
        return self.send(self.ask(algorithm))

    def confirm(self, phone, factors="possession"):
        return self.home.devices.upgrades.confirm(self.sign(phone, CONFIRM, b"{}", factors))

    @staticmethod
    def sign(phone, resource_id, body=b"{}", factors="possession_knowledge"):
        header = read_authorization(phone.sign("POST", resource_id, body, factors)[AUTHORIZATION])
        return SignedCall(header, "POST", resource_id, body)

    def proves(self, phone, factors="possession_knowledge"):
        """Whether a request of the phone is valid."""
        return self.home.devices.signatures.check(self.sign(phone, "/pa/auth/validate", factors=factors)).valid
