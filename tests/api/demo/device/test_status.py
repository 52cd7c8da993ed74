"""The encrypted status, against the published vectors, and what is no status."""

import pytest

from api.demo.device import cbc, status
from api.demo.device.counter import Counter, ServerCounter
from api.demo.device.failures import Untrusted
from api.demo.device.status import ActivationState
from tests.api.demo.device.published import cases, raw

KEY = bytes(range(16))
BLOB = bytes.fromhex("DEC0DED1 03 03 03 0000000000 07 02 05 14") + bytes(range(16))


@pytest.mark.parametrize("case", cases("activation-status-blob-iv.json"))
def test_the_iv_comes_from_challenge_and_nonce(case):
    assert status.status_iv(raw(case["transportKey"]), raw(case["challenge"]), raw(case["nonce"])) == raw(case["iv"])


@pytest.mark.parametrize("case", cases("activation-status-blob-data.json"))
def test_a_status_is_read_and_its_counter_found_in_the_chain(case):
    transport = raw(case["transportKey"])
    iv = status.status_iv(transport, raw(case["challenge"]), raw(case["nonce"]))
    found = status.decode(raw(case["encryptedStatusBlob"]), transport, iv)
    assert found == status.ActivationStatus(
        state=ActivationState(int(case["activationStatus"])),
        current_version=int(case["currentVersion"]),
        upgrade_version=int(case["upgradeVersion"]),
        failed_attempts=int(case["failedAttempts"]),
        max_failed_attempts=int(case["maxFailedAttempts"]),
        counter=ServerCounter(int(case["ctrByte"]), raw(case["ctrDataHash"]), int(case["ctrLookAhead"])),
    )
    steps = int(case["counterDistance"])
    assert Counter(raw(case["ctrData"])).advance(steps).digest(transport) == found.counter.digest


def test_without_a_challenge_the_status_tells_no_counter():
    found = status.decode(cbc.encrypt_blocks(KEY, BLOB), KEY, None)
    assert (found.state, found.failed_attempts, found.remaining_attempts, found.counter) == (
        ActivationState.ACTIVE,
        2,
        3,
        None,
    )


@pytest.mark.parametrize(
    "encrypted",
    [
        bytes(32),
        cbc.encrypt_blocks(KEY, BLOB)[:16],
        cbc.encrypt_blocks(KEY, BLOB + bytes(16)),
        cbc.encrypt_blocks(bytes(16), BLOB),
        cbc.encrypt_blocks(KEY, BLOB, b"\1" * 16),
        cbc.encrypt_blocks(KEY, BLOB[:4] + b"\0" + BLOB[5:]),
        cbc.encrypt_blocks(KEY, BLOB[:4] + b"\6" + BLOB[5:]),
    ],
    ids=["random", "short", "long", "another key", "another IV", "state 0", "state 6"],
)
def test_what_is_no_status_of_this_activation_is_not_trusted(encrypted):
    with pytest.raises(Untrusted):
        status.decode(encrypted, KEY, bytes(16))
