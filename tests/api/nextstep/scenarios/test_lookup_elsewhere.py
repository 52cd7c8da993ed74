"""Users whom the bank keeps itself: looked up by the data adapter."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.peers.patience import SLOW_SECONDS
from tests.activities.callbacks.server import serving
from tests.api.applications import new_home
from tests.api.nextstep.in_process import InProcess
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

    with serving(answer) as server:
        yield server


def test_a_user_is_looked_up_for_an_operation(elsewhere, tmp_path, new_app):
    home = new_home(tmp_path, definitions=True, data_adapter=f"http://127.0.0.1:{elsewhere.port}")
    with InProcess(new_app(home)) as client:
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


@pytest.mark.exhaustive
def test_while_the_banks_system_is_silent_few_wait_for_it(tmp_path, new_app):
    """What needs nothing of it has threads to be answered by."""
    told = threading.Event()

    def answer(handler):
        told.wait(7)
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b'{"userId": "theirs"}')

    with serving(answer) as silent, ThreadPoolExecutor(1) as threads:
        home = new_home(tmp_path, definitions=True, threads=4, data_adapter=f"http://127.0.0.1:{silent.port}")
        with InProcess(new_app(home)) as client:
            name = Bank(client).new_credential(dataAdapterProxyEnabled=True)
            asked = {"username": "Known", "credentialName": name, "operationId": "one"}
            first = threads.submit(client.ask, "POST", "/user/lookup/single", asked)
            time.sleep(SLOW_SECONDS + 0.3)
            refused = client.ask("POST", "/user/lookup/single", asked)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
            assert "is slow, and enough wait for it" in refused.json()["responseObject"]["message"]
            assert len(silent.heard) == 1
            told.set()
            assert first.result().status_code == 200
            assert client.ask("POST", "/user/lookup/single", asked).status_code == 200
