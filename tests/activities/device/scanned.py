"""An operation that a phone has scanned, and codes for it."""

import json

from activities.device.approvals import OFFLINE, PhoneChecks
from activities.powerauth import base64_text
from activities.store import offline_nonces, operations
from activities.store.operations import Operation
from activities.store.signed_requests import SignedRequest
from api.demo.device.offline import OfflineOperation
from api.demo.device.signing import Factors
from tests.activities.device.v4_phone import V4Phone

ACCEPTED = ("possession_knowledge", "possession_biometry")
NONCE = base64_text.encode(b"sixteen bytes ..")


class Asked:
    """An operation, and the bank's requests about codes for it."""

    def __init__(self, home, phone):
        self.home, self.phone = home, phone
        self._checks = PhoneChecks(home.sealer, home.devices.signatures)
        self._requests = {}
        row = Operation("one", "login", 1, "CONTINUE", 0, 1, "{}", "A2", "digest")
        with home.database.write() as session:
            operations.insert(session, row)
        self.serve()

    def serve(self):
        with self.home.database.write() as session:
            offline_nonces.serve(session, "one", self.registration_id, fresh=NONCE, expires_ms=1)

    @property
    def registration_id(self):
        return self.phone.registration.activation_id

    def code(self, factors=Factors.POSSESSION_KNOWLEDGE):
        """What the phone shows for the operation's QR code."""
        if isinstance(self.phone, V4Phone):
            return self.phone.code(factors, operation_id="one", data="A2", nonce=base64_text.decode(NONCE))
        keys = self.phone.registration.factor_keys(Factors(factors), self.phone.pin)
        said = OfflineOperation("one", "", "", "A2", "B", None, base64_text.decode(NONCE), True, b"", b"")
        code = said.code(keys, self.phone.counter.data, digits=8)
        self.phone.counter = self.phone.counter.advance()
        return code

    def noted(self, otp, update_id="update", nonce=NONCE):
        said = {"otp": otp, "nonce": nonce}
        self._requests[update_id] = SignedRequest(
            "one", update_id, self.registration_id, None, OFFLINE, json.dumps(said), said, "{}", 0
        )

    def checked(self, update_id="update", accepted=ACCEPTED, taken=()):
        with self.home.database.write() as session:
            return self._checks.check_answer(
                session, self._requests[update_id], signature_types=accepted, step_requests=taken
            )

    def run(self, *asked, **more):
        return self.checked(*asked, **more).verdict

    def nonces(self):
        with self.home.database.read() as session:
            return [one.nonce for one in offline_nonces.find_unused(session, "one", self.registration_id)]
