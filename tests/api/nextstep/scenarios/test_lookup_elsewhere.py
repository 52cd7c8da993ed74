"""Users whom the bank keeps itself: looked up by the data adapter, and refused where there is none."""

import json

import pytest

from tests.activities.callbacks.server import BankServer
from tests.api.nextstep.in_process import InProcess, application
from tests.api.nextstep.scenarios.bank import Bank


@pytest.fixture(scope="module")
def elsewhere():
    """The bank's own system, which knows one user name."""

    def answer(handler):
        known = server.heard[-1].body.get("username") == "Known"
        sent = json.dumps({"userId": "theirs" if known else None}).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)

    server = BankServer(answer)
    server.start()
    yield server
    server.stop()


class _Sqlite:
    param = "sqlite"


def bank_with(folder, **settings):
    return application(_Sqlite, folder, definitions=True, **settings)


def test_a_user_is_looked_up_for_an_operation(elsewhere, tmp_path):
    with (
        bank_with(tmp_path, data_adapter=f"http://127.0.0.1:{elsewhere.port}") as app,
        InProcess(app) as client,
    ):
        bank = Bank(client)
        asked = {"credentialName": bank.new_credential(dataAdapterProxyEnabled=True), "operationId": "one"}
        user = bank.ok("/user/lookup/single", username="Known", **asked)["user"]
        assert (user["userId"], user["userIdentityStatus"], user["credentials"]) == ("theirs", "ACTIVE", [])
        unknown = client.refused("POST", "/user/lookup/single", {"username": "Other", **asked})
        assert unknown == "USER_IDENTITY_NOT_FOUND"
        assert client.refused("POST", "/user/lookup/single", {"username": "Known", **asked, "operationId": None}) == (
            "INVALID_REQUEST"
        )
        elsewhere.stop()
        assert client.ask("POST", "/user/lookup/single", {"username": "Known", **asked}).status_code == 503


def test_without_an_adapter_the_definition_is_at_fault(tmp_path):
    with bank_with(tmp_path) as app, InProcess(app) as client:
        bank = Bank(client)
        asked = {"credentialName": bank.new_credential(dataAdapterProxyEnabled=True), "operationId": "one"}
        refused = client.refused("POST", "/user/lookup/single", {"username": "Known", **asked})
        assert refused == "INVALID_CONFIGURATION"
