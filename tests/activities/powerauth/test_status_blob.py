"""Status blobs (`powerauth-protocol.md` §3.6)."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from activities.powerauth.base64_text import encode
from activities.powerauth.counter import next_value
from activities.powerauth.derivation import kdf, kdf_internal
from activities.powerauth.status_blob import Status, StatusCode, _iv, answer, answer_unknown, counter_hash
from tests.activities.powerauth.published import cases, raw

CTR_DATA = bytes(range(16))
TRANSPORT = bytes(range(16, 32))
CHALLENGE = bytes(range(32, 48))
NONCE = bytes(range(48, 64))
FILLER = bytes(range(64, 96))
STATUS = Status(StatusCode.ACTIVE, failed_attempts=2, max_failed_attempts=5, counter=515, ctr_data=CTR_DATA)


def decrypted(blob, *, transport_key=TRANSPORT, iv):
    decryptor = Cipher(algorithms.AES128(transport_key), modes.CBC(iv)).decryptor()
    return decryptor.update(b64decode(blob)) + decryptor.finalize()


def read(blob, nonce, challenge=CHALLENGE, transport_key=TRANSPORT):
    iv = kdf_internal(kdf(transport_key, 3000), challenge + b64decode(nonce))
    return decrypted(blob, transport_key=transport_key, iv=iv)


@pytest.mark.parametrize("case", cases("activation-status-blob-iv"))
def test_published_ivs(case):
    assert _iv(raw(case["transportKey"]), raw(case["challenge"]), raw(case["nonce"])) == raw(case["iv"])


@pytest.mark.parametrize("case", cases("activation-status-blob-data"))
def test_published_blobs_are_read_and_encrypted_again(case):
    transport, challenge = raw(case["transportKey"]), raw(case["challenge"])
    plain = read(case["encryptedStatusBlob"], case["nonce"], challenge, transport)
    ctr_data = raw(case["ctrData"])
    for _ in range(int(case["counterDistance"])):
        ctr_data = next_value(ctr_data)
    assert counter_hash(transport, ctr_data) == plain[16:] == raw(case["ctrDataHash"])
    status = Status(
        StatusCode(int(case["activationStatus"])),
        failed_attempts=int(case["failedAttempts"]),
        max_failed_attempts=int(case["maxFailedAttempts"]),
        counter=int(case["ctrByte"]),
        ctr_data=ctr_data,
        look_ahead=int(case["ctrLookAhead"]),
        version=int(case["currentVersion"]),
        upgrade_version=int(case["upgradeVersion"]),
    )
    again = answer(status, transport_key=transport, challenge=challenge, nonce=raw(case["nonce"]), filler=plain)
    assert again.encrypted_status_blob == case["encryptedStatusBlob"]
    assert again.nonce == case["nonce"]


def test_a_challenged_blob_is_laid_out_as_the_reference_says():
    given = answer(STATUS, transport_key=TRANSPORT, challenge=CHALLENGE, nonce=NONCE, filler=FILLER)
    assert given.nonce == encode(NONCE)
    blob = read(given.encrypted_status_blob, given.nonce)
    assert blob == bytes.fromhex("DEC0DED1 03 03 03") + FILLER[7:12] + bytes([3, 2, 5, 20]) + counter_hash(
        TRANSPORT, CTR_DATA
    )


def test_without_a_challenge_the_iv_is_zero_and_the_counter_is_hidden():
    given = answer(STATUS, transport_key=TRANSPORT, challenge=None, filler=FILLER)
    assert given.nonce is None
    blob = decrypted(given.encrypted_status_blob, iv=bytes(16))
    assert blob == bytes.fromhex("DEC0DED1 03 03 03") + FILLER[7:13] + bytes([2, 5]) + FILLER[15:]


@pytest.mark.parametrize("code", StatusCode)
def test_each_status_has_its_code(code):
    status = Status(code, failed_attempts=0, max_failed_attempts=5, counter=0, ctr_data=CTR_DATA)
    given = answer(status, transport_key=TRANSPORT, challenge=CHALLENGE)
    expected = ["CREATED", "PENDING_COMMIT", "ACTIVE", "BLOCKED", "REMOVED"].index(code.name) + 1
    assert read(given.encrypted_status_blob, given.nonce)[4] == expected


@pytest.mark.parametrize(("counter", "low"), [(0, 0), (255, 255), (256, 0), (1_000_001, 0x41)])
def test_of_the_counter_there_is_the_low_byte(counter, low):
    status = Status(StatusCode.ACTIVE, failed_attempts=0, max_failed_attempts=5, counter=counter, ctr_data=CTR_DATA)
    given = answer(status, transport_key=TRANSPORT, challenge=CHALLENGE)
    assert read(given.encrypted_status_blob, given.nonce)[12] == low


def test_counts_stop_at_what_a_byte_holds():
    status = Status(StatusCode.BLOCKED, failed_attempts=300, max_failed_attempts=1000, counter=0, ctr_data=CTR_DATA)
    given = answer(status, transport_key=TRANSPORT, challenge=CHALLENGE)
    assert read(given.encrypted_status_blob, given.nonce)[13:15] == b"\xff\xff"


@pytest.mark.parametrize("challenge", [None, CHALLENGE])
def test_two_answers_are_never_alike(challenge):
    blobs = {answer(STATUS, transport_key=TRANSPORT, challenge=challenge).encrypted_status_blob for _ in range(50)}
    assert len(blobs) == 50


@pytest.mark.parametrize("challenge", [None, CHALLENGE])
def test_the_unknown_have_an_answer_of_the_same_shape(challenge):
    known = answer(STATUS, transport_key=TRANSPORT, challenge=challenge)
    blobs = set()
    for _ in range(50):
        given = answer_unknown(challenge=challenge)
        assert len(b64decode(given.encrypted_status_blob)) == len(b64decode(known.encrypted_status_blob)) == 32
        assert (given.nonce is None) is (known.nonce is None) is (challenge is None)
        assert given.nonce is None or len(b64decode(given.nonce)) == 16
        blobs.add(given.encrypted_status_blob)
    assert len(blobs) == 50
