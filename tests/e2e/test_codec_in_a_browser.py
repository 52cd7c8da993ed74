"""The Temporal UI in a browser: what is encrypted is unreadable there, until an operator has signed in."""

import json

import pytest

from tests.e2e import browser
from tests.e2e.up import Up

pytestmark = [pytest.mark.live, pytest.mark.skipif(browser.PROGRAM is None, reason="there is no Chromium")]

PASSWORD = "correct horse battery staple".replace(" ", "-")
NEXTSTEP = "/powerauth-nextstep/operation"


@pytest.fixture
def up(tmp_path):
    found = Up(tmp_path / "home", PAYLOAD_ENCRYPTION="true", CODEC_ENDPOINT="true", ADMIN_PASSWORD=PASSWORD)
    try:
        yield found.ready()
    finally:
        found.process.terminate()
        found.process.wait(60)


@pytest.fixture
def chromium(tmp_path):
    found = browser.Browser(tmp_path / "profile")
    yield found
    found.close()


def test_operators_read_in_the_ui_what_temporal_keeps_encrypted(up, chromium):
    created = up.ask("POST", NEXTSTEP, {"operationName": "authorize_payment", "operationData": "A2"})
    operation_id = created[1]["responseObject"]["operationId"]
    step = {"operationId": operation_id, "userId": "roman"}
    assert (
        up.ask("PUT", NEXTSTEP, {**step, "authMethod": "USERNAME_PASSWORD_AUTH", "authStepResult": "CANCELED"})[0]
        == 200
    )
    ui = up.hear(r"Temporal UI +(\S+)")[1]
    page = f"{ui}/namespaces/default/workflows/{operation_id}"

    chromium.go(page)
    seen = chromium.until(operation_id, "Codec Server could not connect", "Result")
    assert '"request_digest"' not in seen
    assert "operation_name" not in seen

    codec = f"http://127.0.0.1:{up.port}/codec"
    chromium.go(codec.replace("//", f"//admin:{PASSWORD}@"))
    chromium.until("Signed in")
    chromium.go(ui)
    chromium.until("Workflows")
    chosen = {"endpoint": codec, "includeCredentials": True, "overrideRemoteCodecConfiguration": True}
    for name, value in chosen.items():  # what the UI's dialog about codec servers keeps
        chromium.evaluate(f"localStorage.setItem({name!r}, {json.dumps(json.dumps(value))})")
    chromium.go(page)
    seen = chromium.until(operation_id, '"operation_name"', '"authorize_payment"')
    assert "Codec Server could not connect" not in seen
