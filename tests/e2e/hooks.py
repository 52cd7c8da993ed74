"""A bank that listens: its servers hear what its registrations do."""

import time

from tests.activities.callbacks.server import BankServer
from tests.e2e.processes import until

EVERYTHING = ["userId", "activationName", "deviceInfo", "platform", "protocol", "activationFlags", "activationStatus"]

# A server that was away is tried 10 s later, then after twice as long each time; on a slow machine more than once.
PATIENCE = 150


def hear_operations(bank, server):
    """Have the bank's server told how its operations end: the address of the callback that tells it."""
    path = f"/v2/admin/applications/{bank.cloud.app_id}/callbacks"
    new = {"name": "hook", "type": "OPERATION_STATUS_CHANGE", "callbackUrl": server.url, "attributes": ["status"]}
    return f"{path}/{bank.cloud.ok('POST', path, new)['id']}"


class Listening:
    """A callback of a bank's application, and the server that it calls."""

    def __init__(self, bank, *, attributes=("activationStatus", "blockedReason"), **terms):
        self.server = BankServer()
        self.server.start()
        self.cloud = bank.cloud
        self.path = f"/v2/admin/applications/{bank.cloud.app_id}/callbacks"
        new = {"name": "hook", "type": "REGISTRATION_STATUS_CHANGE", "callbackUrl": self.server.url}
        made = self.cloud.ok("POST", self.path, {**new, "attributes": list(attributes), **terms})
        self.secret, self.callback_id = made["secret"], made["id"]

    def of(self, registration_id):
        """What was heard of a registration, but for time and number of the change."""
        always = ("timestampEvent", "sequence")
        return [
            {name: value for name, value in body.items() if name not in always} for body in self.events(registration_id)
        ]

    def events(self, registration_id):
        """What was heard of a registration: each event once, in the order in which they were first heard."""
        heard = {}
        for one in self.server.heard:
            assert one.is_signed_by(self.secret)
            if one.body["activationId"] == registration_id:
                known = heard.setdefault(one.headers["webhook-id"], one.body)
                assert known == one.body
        return list(heard.values())

    def statuses(self, registration_id, *, wanted, seconds=PATIENCE):
        """The statuses that were heard, after waiting for as many as are wanted, and a little longer for one too many."""
        deadline = time.monotonic() + seconds
        while len(self.of(registration_id)) < wanted and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.3)
        return sorted(body["activationStatus"] for body in self.of(registration_id))

    def until_delivered(self, count):
        """Wait until so many deliveries have ended well."""
        until(lambda: len(self.deliveries("DELIVERED")) == count, seconds=PATIENCE)

    def deliveries(self, state):
        return self.cloud.ok("GET", f"{self.path}/deliveries?state={state}")["deliveries"]

    def close(self):
        self.cloud.ok("DELETE", f"{self.path}/{self.callback_id}")
        self.server.stop()
