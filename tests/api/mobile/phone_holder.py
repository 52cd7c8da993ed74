"""A user of the bank with phones in a folder, at the command line: `nextstep phone`."""

import json

from click.testing import CliRunner

from api.commands import nextstep
from tests.api.mobile.users import PAYMENT
from tests.e2e.client import unique

PIN, WRONG = ("--pin", "1234"), ("--pin", "0000")


class Holder:
    """A user of the bank with phones in a folder, at the command line."""

    def __init__(self, bank, folder):
        self.bank, self.folder, self.user_id = bank, folder, unique("user")

    def run(self, *words, phone="alice", stdin=None):
        options = ("--folder", str(self.folder), *(("--phone", phone) if phone else ()))
        return CliRunner().invoke(nextstep, ("phone", *words, *options), input=stdin)

    def ok(self, *words, **more):
        """The document that a command prints."""
        result = self.run(*words, "--json", **more)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def refused(self, *words, **more):
        """Why a command fails."""
        result = self.run(*words, **more)
        assert (result.exit_code, result.exception.__class__) == (1, SystemExit), result.output
        return result.stderr.removeprefix("nextstep: ")

    def register(self, code, *words):
        return ("register", code, "--config", self.config, "--server", self.bank.base_url, *PIN, *words)

    @property
    def config(self):
        return self.bank.app["mobileSdkConfig"]

    def asked(self, template="payment", **members):
        request = {"userId": self.user_id, "template": template, "parameters": PAYMENT, **members}
        return self.bank.cloud.ok("POST", "/v2/operations", request)["operationId"]

    def status_of(self, operation_id):
        return self.bank.cloud.ok("GET", f"/v2/operations/{operation_id}")["status"]

    def change(self, registration_id, **change):
        self.bank.cloud.ok("PUT", f"/v2/registrations/{registration_id}", change)
