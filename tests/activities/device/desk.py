"""Where phones' requests about an operation are noted, and checked."""

import json

from activities.device.approvals import AUTHORIZE, CANCEL, PhoneChecks
from activities.powerauth.phone_headers import read_authorization
from activities.store import operations, templated_operations, verdicts
from activities.store.operations import Operation
from activities.store.signed_requests import SignedRequest
from activities.store.templated_operations import TemplatedOperation
from api.demo.device.headers import AUTHORIZATION

DATA = "A1*A100CZK"
ACCEPTED = ("possession_knowledge", "possession_biometry")


class Desk:
    """Where phones' requests are noted, and checked."""

    def __init__(self, home, phone):
        self.home, self.phone = home, phone
        self._checks = PhoneChecks(home.sealer, home.devices.signatures)
        row = {"version": 1, "result": "CONTINUE", "created_ms": 0, "expires_ms": 0, "state": "{}"}
        stored = Operation("operation", "authorize_payment", operation_data=DATA, request_digest="", **row)
        with home.database.write() as session:
            operations.insert(session, stored)

    def pinned_template(self, **values):
        """The operation is one of a template."""
        row = {
            "template_name": "payment",
            "applications": "[]",
            "activation_flag": None,
            "language": "en",
            "signature_types": json.dumps(ACCEPTED),
            "risk_flags": "",
            "max_failure_count": 5,
            "parameters": "{}",
            "totp_seed": None,
            "silent": False,
            **values,
        }
        with self.home.database.write() as session:
            templated_operations.insert(session, TemplatedOperation("operation", **row))

    def noted(self, update_id="update", *, data=DATA, factors="possession_knowledge", resource_id=AUTHORIZE, **more):
        """A request of the phone's, on its way."""
        request = (
            {"id": "operation", "reason": "UNKNOWN"} if resource_id == CANCEL else {"id": "operation", "data": data}
        )
        body = json.dumps({"requestObject": {**request, **more}})
        return self.signed(body, update_id, factors=factors, resource_id=resource_id)

    def signed(self, body, update_id="update", *, factors="possession_knowledge", resource_id=AUTHORIZE):
        """The same with the body as it is."""
        header = self.phone.sign("POST", resource_id, body.encode(), factors)[AUTHORIZATION]
        asked = json.loads(body)["requestObject"]
        return SignedRequest(
            "operation",
            update_id,
            self.phone.registration.activation_id,
            read_authorization(header),
            resource_id,
            body,
            {"data": asked.get("data"), "proximity_otp": asked.get("proximityCheck", {}).get("otp")},
            "{}",
            recorded_ms=0,
        )

    def run(self, request, taken=()):
        with self.home.database.write() as session:
            checked = self._checks.check_answer(session, request, signature_types=ACCEPTED, step_requests=taken)
        assert checked.update_id == request.update_id
        return checked.verdict

    def alone(self, request):
        with self.home.database.write() as session:
            return self._checks.check_alone(session, request).verdict

    def verdicts(self):
        with self.home.database.read() as session:
            return verdicts.find_since(session, "operation", 0)
