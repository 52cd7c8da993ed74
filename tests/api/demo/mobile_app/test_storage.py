"""The state of a phone is private, whole, one process's at a time, and ahead of every signature that leaves."""

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace

import httpx
import pytest

from api.demo.device.failures import Unreadable
from api.demo.device.signing import Factors
from api.demo.mobile_app import state as states
from api.demo.mobile_app.storage import PhoneFileFailed, PhoneFolder
from tests.api.demo.mobile_app.phones import PIN, TOKEN, app, number_in, state


@pytest.fixture
def folder(tmp_path):
    return PhoneFolder(tmp_path / "phones")


@pytest.mark.parametrize("token", [None, TOKEN])
def test_a_phone_is_read_as_it_was_written(token):
    kept = state(token)
    assert states.read(states.write(kept)) == kept


def test_neither_the_pin_nor_the_key_beneath_it_is_kept():
    pin = "a PIN that is in no other text"
    kept = state(pin=pin)
    key = kept.registration.knowledge.reveal(pin)
    text = states.write(kept)
    assert pin not in text
    assert states.wire.b64(key) not in text
    assert key.hex() not in text


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: "",
        lambda document: "[]",
        lambda document: json.dumps({**document, "format": 2}),
        lambda document: json.dumps({**document, "possession": "AAAA"}),
        lambda document: json.dumps({**document, "serverPublicKey": "AAAA"}),
        lambda document: json.dumps({name: value for name, value in document.items() if name != "counter"}),
        lambda document: json.dumps({**document, "version": "9.9"}),
    ],
)
def test_what_is_no_state_is_refused(damage):
    with pytest.raises(Unreadable):
        states.read(damage(json.loads(states.write(state()))))


def test_a_file_is_its_owners_alone_and_one_that_others_can_read_is_refused(folder):
    with folder.open("alice") as file:
        old = os.umask(0)
        try:
            file.write(state())
        finally:
            os.umask(old)
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
        file.path.chmod(0o644)
        with pytest.raises(PhoneFileFailed, match="chmod 600"):
            file.read()


def test_phones_are_told_apart_by_their_names(folder):
    for name in ("alice", "bob"):
        with folder.open(name) as file:
            file.write(state())
    assert folder.names() == ["alice", "bob"]
    with folder.open("bob") as file:
        file.remove()
        assert file.read() is None
    assert folder.names() == ["alice"]


@pytest.mark.parametrize("name", ["", "../alice", "a/b", ".alice", "a" * 65, "a\n"])
def test_a_name_that_leads_elsewhere_is_refused(folder, name):
    with pytest.raises(PhoneFileFailed, match="name"), folder.open(name):
        pass


def test_a_second_process_does_not_get_a_phone_until_the_first_is_gone_however_it_ended(folder, tmp_path):
    code = (
        "import pathlib, sys, time\nfrom api.demo.mobile_app.storage import PhoneFolder\n"
        "with PhoneFolder(pathlib.Path(sys.argv[1])).open('alice'):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "phones")], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(PhoneFileFailed, match="another nextstep phone"), folder.open("alice", wait_seconds=0.1):
            pass
        with folder.open("bob", wait_seconds=0.1):
            pass
        other.kill()
        other.wait()
    with folder.open("alice", wait_seconds=0.1) as file:
        assert file.read() is None


CALLS = {
    "approve": lambda one: one.approve({"id": "1", "data": "A2"}, Factors.POSSESSION_KNOWLEDGE),
    "reject": lambda one: one.reject("1", "UNKNOWN"),
    "history": lambda one: one.history(),
    "validate": lambda one: one.phone.validate(),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_counter_is_in_the_file_before_a_signature_leaves(folder, call):
    with folder.open("alice") as file:
        kept = state(TOKEN)
        file.write(kept)
        seen = []

        def dies(_request):
            seen.append(number_in(file.path))
            raise KeyboardInterrupt  # the process ends here

        with pytest.raises(KeyboardInterrupt):
            call(app(kept, file.write, dies))
        assert seen == [1]
        assert file.read() == replace(kept, counter=kept.counter.advance())


def test_nothing_leaves_where_the_counter_cannot_be_written(folder):
    with folder.open("alice") as file:
        kept = state(TOKEN)
        file.write(kept)
        file.path.with_suffix(".new").symlink_to(file.path)
        sent = []
        with pytest.raises(PhoneFileFailed, match="nothing was sent"):
            app(kept, file.write, sent.append).reject("1", "UNKNOWN")
        assert sent == []
        assert file.read() == kept


def test_a_token_that_the_server_has_forgotten_is_made_anew_by_a_signature():
    asked = []

    def refuses(request):
        asked.append(request.url.path.removeprefix("/enrollment-server"))
        error = {"code": "POWERAUTH_AUTH_FAIL", "message": "Authentication failed"}
        return httpx.Response(401, json={"status": "ERROR", "responseObject": error})

    kept, written = state(TOKEN), []
    with pytest.raises(Exception, match="POWERAUTH_AUTH_FAIL"):
        app(kept, written.append, refuses).waiting()
    # The signature is over a request encrypted for a temporary key.
    assert asked == ["/api/auth/token/app/operation/list", "/pa/v3/keystore/create"]
    assert written[0].token is None


def test_a_wrong_pin_gives_another_key_and_no_hint():
    knowledge = state().registration.knowledge
    assert knowledge.reveal("0000") != knowledge.reveal(PIN) == knowledge.reveal(PIN)
