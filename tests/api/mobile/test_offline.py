"""Approval without a network: the phone scans what is served, and the bank sends back what its user copied.

Source: `mobile-and-cloud.md` §4; `powerauth-protocol.md` §7.
"""

import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.demo.device import offline, wire
from api.demo.device.signing import Factors
from tests.api.cloud.conftest import with_application
from tests.api.mobile.conftest import EVERY_VERSION
from tests.api.mobile.offline import Offline
from tests.e2e.client import unique
from tests.e2e.lapsing import short_lived
from tests.e2e.processes import until

DATA = "A1*A100.00CZK*ICZ6508000000192000145399"
BIOMETRY = Factors.POSSESSION_BIOMETRY
STATE = ("ERROR_OPERATION_STATE_CHANGE", "Operation is in invalid state for requested action")
INVALID = ("ERROR_OTP_INVALID", "Offline approval failed due to invalid OTP")

FORMATS = {
    "two of eight": lambda code: code,
    "four of four": lambda code: "-".join(code.replace("-", "")[n : n + 4] for n in range(0, 16, 4)),
    "sixteen": lambda code: code.replace("-", ""),
}

NO_CODES = ["", "1", "12345678", "123456781234567", "12345678123456789", "1234-5678-12345678", "12345678 12345678"]
NO_CODES += ["x" * 16, " 1234567812345678", "1234567812345678\n", "１２３４５６７８１２３４５６７８"]


@pytest.fixture
def user(bank):
    return Offline(bank)


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_a_payment_is_scanned_and_approved(bank, version):
    user = Offline(bank, version=version)
    operation = user.asked()
    qr = user.qr(operation)
    said = offline.parse(qr["operationQrCodeData"])
    assert (said.operation_id, said.data, said.flags, said.totp, said.personal) == (operation, DATA, "B", None, True)
    assert said.title
    assert "100.00" in said.title + said.message
    assert (wire.b64(said.nonce), len(qr["operationQrCodeData"].split("\n"))) == (qr["nonce"], 7)
    assert user.verify(operation, user.scan(qr), qr["nonce"]) == {
        "otpValid": True,
        "userId": user.user_id,
        "registrationId": user.registration_id,
        "registrationStatus": "ACTIVE",
        "signatureType": "POSSESSION_KNOWLEDGE",
        "remainingAttempts": 5,
        "flags": [],
        "application": bank.cloud.app_id,
    }
    found = user.of(operation)
    assert (found["status"], found["failureCount"]) == ("APPROVED", 0)
    assert found["additionalData"] == {
        "activationId": user.registration_id,
        "applicationId": bank.cloud.app_id,
        "authFactor": "possession_knowledge",
    }


@pytest.mark.parametrize("written", FORMATS)
def test_a_code_is_taken_as_people_write_it(user, written):
    operation = user.asked()
    qr = user.qr(operation)
    assert user.verify(operation, FORMATS[written](user.scan(qr)), qr["nonce"])["otpValid"]


@pytest.mark.parametrize("otp", NO_CODES)
def test_what_cannot_be_a_code_is_refused_and_not_counted(user, otp):
    operation = user.asked()
    code, _ = user.refused(operation, otp, user.qr(operation)["nonce"])
    assert code == ("ERROR_OTP_INVALID" if otp else "ERROR_REQUEST")
    assert user.of(operation)["failureCount"] == 0
    assert user.phone.status().failed_attempts == 0


@pytest.mark.parametrize("nonce", ["", "x", "AAAA", wire.b64(bytes(15)), wire.b64(bytes(17)), wire.b64(bytes(16))[:-2]])
def test_a_nonce_that_is_none_is_refused_and_not_counted(user, nonce):
    operation = user.asked()
    assert user.refused(operation, "1234567812345678", nonce)[0] == "ERROR_REQUEST"
    assert user.of(operation)["failureCount"] == 0


@pytest.mark.parametrize("missing", ["otp", "nonce", "registrationId"])
def test_what_is_missing_is_named(user, missing):
    operation = user.asked()
    code, message = user.refused(operation, **{"otp": "1234567812345678", "nonce": wire.b64(bytes(16)), missing: None})
    assert (code, missing in message) == ("ERROR_REQUEST", True)


def test_a_wrong_code_counts_on_operation_and_device_and_the_right_one_still_approves(user):
    operation = user.asked()
    qr = user.qr(operation)
    user.phone.pin = "0000"
    wrong = user.verify(operation, user.scan(qr), qr["nonce"])
    assert (wrong["otpValid"], wrong["registrationStatus"], wrong["remainingAttempts"]) == (False, "ACTIVE", 4)
    assert (user.of(operation)["status"], user.of(operation)["failureCount"]) == ("PENDING", 1)
    assert user.phone.status().failed_attempts == 1
    user.phone.pin = "1234"
    assert user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]
    assert user.of(operation)["status"] == "APPROVED"
    assert user.phone.status().failed_attempts == 0


def test_wrong_codes_block_the_device_and_fail_the_operation(user):
    operation = user.asked()
    qr = user.qr(operation)
    for left in (4, 3, 2, 1, 0):
        wrong = user.verify(operation, "0000000000000000", qr["nonce"])
        assert (wrong["otpValid"], wrong["remainingAttempts"]) == (False, left)
    assert wrong["registrationStatus"] == "BLOCKED"
    assert user.of(operation)["status"] == "FAILED"
    assert user.bank.of(user.phone)["blockedReason"] == "MAX_FAILED_ATTEMPTS"
    assert user.refused(operation, user.scan(qr), qr["nonce"]) == STATE
    other = user.cloud.refused("POST", "/v2/operations", {"userId": user.user_id, "template": "login"})
    assert other[0] == "ERROR_REGISTRATION_NOT_FOUND"


def test_of_a_blocked_device_no_code_is_right_and_none_scans(user):
    operation = user.asked()
    qr = user.qr(operation)
    user.bank.change(user.phone, "BLOCK")
    path = f"/v2/operations/{operation}/offline/qr"
    for query in ({}, {"registrationId": user.registration_id}):
        assert user.cloud.refused("GET", path, params=query)[0] == "ERROR_REGISTRATION_NOT_FOUND"
    found = user.verify(operation, user.scan(qr), qr["nonce"])
    assert (found["otpValid"], found["registrationStatus"], found["remainingAttempts"]) == (False, "BLOCKED", 0)
    assert user.of(operation)["failureCount"] == 1
    user.bank.change(user.phone, "UNBLOCK")
    assert user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]


def test_a_code_approves_once(user):
    operation, other = user.asked(), user.asked()
    qr, other_qr = user.qr(operation), user.qr(other)
    code = user.scan(qr)
    assert user.verify(operation, code, qr["nonce"])["otpValid"]
    assert user.refused(operation, code, qr["nonce"]) == STATE
    assert user.phone.status().failed_attempts == 0
    for nonce in (qr["nonce"], other_qr["nonce"]):
        assert not user.verify(other, code, nonce)["otpValid"]
    assert user.of(other)["failureCount"] == 2


def test_a_nonce_is_its_operations_own(user):
    one, two = user.asked(), user.asked()
    qr, nonce = user.qr(one), user.qr(two)["nonce"]
    assert nonce != qr["nonce"]
    assert not user.verify(one, user.scan(qr), nonce)["otpValid"]
    assert not user.verify(one, user.scan(qr), wire.b64(secrets.token_bytes(16)))["otpValid"]
    assert user.verify(one, user.scan(qr), qr["nonce"])["otpValid"]


@pytest.mark.parametrize("skipped", [1, 19])
def test_a_phone_may_be_ahead(user, skipped):
    operation = user.asked()
    qr = user.qr(operation)
    user.phone.counter = user.phone.counter.advance(skipped)
    assert user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]
    user.phone.validate()


def test_a_phone_may_not_be_too_far_ahead(user):
    operation = user.asked()
    qr = user.qr(operation)
    user.phone.counter = user.phone.counter.advance(20)
    assert not user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]


def test_codes_and_signatures_share_a_counter(user):
    operation = user.asked()
    qr = user.qr(operation)
    before = user.phone.counter
    user.phone.validate()
    user.phone.counter = before
    assert not user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]


def test_biometry_approves_where_the_flag_says_so(user):
    operation = user.asked()
    qr = user.qr(operation)
    assert offline.parse(qr["operationQrCodeData"]).allows_biometry
    found = user.verify(operation, user.scan(qr, BIOMETRY), qr["nonce"])
    assert (found["otpValid"], found["signatureType"]) == (True, "POSSESSION_BIOMETRY")
    assert user.of(operation)["additionalData"]["authFactor"] == "possession_biometry"


def test_biometry_does_not_approve_where_the_flag_does_not(user, stack):
    operation = user.asked()
    stack.sql(
        "UPDATE templated_operation SET signature_types = :types, risk_flags = 'XC' WHERE operation_id = :id",
        types='["possession_knowledge"]',
        id=operation,
    )
    qr = user.qr(operation)
    said = offline.parse(qr["operationQrCodeData"])
    assert (said.flags, said.allows_biometry) == ("XC", False)
    assert not user.verify(operation, user.scan(qr, BIOMETRY), qr["nonce"])["otpValid"]
    assert user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]


@pytest.mark.parametrize(
    ("types", "approves"), [('["possession", "possession_biometry"]', True), ('["possession_biometry"]', False)]
)
def test_knowledge_approves_where_it_is_asked_for_or_more_than_that(user, stack, types, approves):
    operation = user.asked()
    stack.sql(
        "UPDATE templated_operation SET signature_types = :types WHERE operation_id = :id", types=types, id=operation
    )
    qr = user.qr(operation)
    assert user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"] == approves
    assert user.of(operation)["failureCount"] == (not approves)
    if not approves:  # the code was right, so its nonce is used
        assert user.qr(operation)["nonce"] != qr["nonce"]


def test_a_proximity_check_has_its_password_in_the_qr_code(user):
    operation = user.asked(proximityCheckEnabled=True)
    qr = user.qr(operation)
    lines = qr["operationQrCodeData"].split("\n")
    said = offline.parse(qr["operationQrCodeData"])
    assert (len(lines), len(said.totp), lines[6]) == (8, 8, qr["nonce"])
    assert user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]


def test_without_the_password_of_the_proximity_check_a_code_is_wrong(user):
    operation = user.asked(proximityCheckEnabled=True)
    qr = user.qr(operation)
    said = offline.parse(qr["operationQrCodeData"])
    keys = user.phone.registration.factor_keys(Factors.POSSESSION_KNOWLEDGE, user.phone.pin)
    for totp in (None, "00000000"):
        forged = offline.OfflineOperation(**{name: getattr(said, name) for name in said.__slots__} | {"totp": totp})
        code = forged.code(keys, user.phone.counter.data, digits=8)
        assert not user.verify(operation, code, qr["nonce"])["otpValid"]


def test_a_flag_is_asked_for(user):
    operation = user.asked(flag="KYC")
    path = f"/v2/operations/{operation}/offline/qr"
    code, message = user.cloud.refused("GET", path)
    assert (code, "KYC" in message) == ("ERROR_REGISTRATION_NOT_FOUND", True)
    user.cloud.ok("POST", f"/v2/registrations/{user.registration_id}/flags", {"flags": ["KYC"]})
    qr = user.qr(operation)
    user.cloud.ok("POST", f"/v2/registrations/{user.registration_id}/flags/remove", {"flags": ["KYC"]})
    assert user.refused(operation, user.scan(qr), qr["nonce"])[0] == "ERROR_REGISTRATION_NOT_FOUND"
    user.cloud.ok("POST", f"/v2/registrations/{user.registration_id}/flags", {"flags": ["KYC"]})
    assert user.verify(operation, user.scan(qr), qr["nonce"])["flags"] == ["KYC"]


def test_a_closed_operation_has_no_qr_code_and_takes_no_code(user):
    def scannable(deadline_ms):
        operation = user.asked(timestampExpires=deadline_ms)
        return operation, user.qr(operation)

    operation, qr = short_lived(scannable)
    until(lambda: user.of(operation)["status"] == "EXPIRED")
    path = f"/v2/operations/{operation}/offline/qr"
    assert user.cloud.refused("GET", path) == STATE
    assert user.refused(operation, user.scan(qr), qr["nonce"]) == STATE
    assert user.phone.status().failed_attempts == 0


def test_what_belongs_to_others_is_not_found(bank, user):
    operation = user.asked()
    nonce = user.qr(operation)["nonce"]
    stranger, other = with_application(bank.admin), Offline(bank)
    path = f"/v2/operations/{operation}/offline"
    assert stranger.refused("GET", f"{path}/qr")[0] == "ERROR_OPERATION_NOT_FOUND"
    request = user.request("1234567812345678", nonce)
    assert stranger.refused("POST", f"{path}/otp", request)[0] == "ERROR_OPERATION_NOT_FOUND"
    for registration_id in (other.registration_id, str(uuid.uuid4()), "nonsense"):
        query = {"registrationId": registration_id}
        assert user.cloud.refused("GET", f"{path}/qr", params=query)[0] == "ERROR_REGISTRATION_NOT_FOUND"
        assert user.refused(operation, "1234567812345678", nonce, **query)[0] == "ERROR_REGISTRATION_NOT_FOUND"
    assert user.of(operation)["failureCount"] == 0
    unknown = f"/v2/operations/{uuid.uuid4()}/offline"
    assert user.cloud.refused("GET", f"{unknown}/qr")[0] == "ERROR_OPERATION_NOT_FOUND"
    assert user.cloud.refused("POST", f"{unknown}/otp", request)[0] == "ERROR_OPERATION_NOT_FOUND"


def test_one_code_sent_twenty_times_at_once_approves_once_and_is_never_counted(user):
    operation = user.asked()
    qr = user.qr(operation)
    request = user.request(user.scan(qr), qr["nonce"])
    path = f"/v2/operations/{operation}/offline/otp"

    def send(_):
        answer = user.cloud.send("POST", path, request)
        return answer.json().get("otpValid", answer.json().get("responseObject", {}).get("code"))

    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(send, range(20)))
    # Those that come while the operation is open have the first one's answer.
    assert True in found
    assert set(found) <= {True, "ERROR_OPERATION_STATE_CHANGE"}
    assert (user.of(operation)["status"], user.of(operation)["failureCount"]) == ("APPROVED", 0)
    assert user.phone.status().failed_attempts == 0


@pytest.mark.parametrize("right", [True, False])
def test_a_repetition_under_a_key_is_answered_the_same_and_counted_once(user, right):
    operation = user.asked()
    qr = user.qr(operation)
    code = user.scan(qr) if right else "0000000000000000"
    headers = {"Idempotency-Key": unique("key")}
    first = user.verify(operation, code, qr["nonce"], headers=headers)
    assert first["otpValid"] == right
    assert user.verify(operation, code, qr["nonce"], headers=headers) == first
    assert user.of(operation)["failureCount"] == (not right)
    path = f"/v2/operations/{operation}/offline/otp"
    other = user.request("1111111111111111", qr["nonce"])
    assert user.cloud.refused("POST", path, other, headers=headers)[0] == "ERROR_REQUEST"


def test_codes_of_a_phone_that_has_not_confirmed_count_for_nothing(bank):
    """Not even with a nonce that the phone could have; once it has confirmed it approves, with all of its attempts."""
    user = Offline(bank)
    user.phone, invited = bank.v4_phone(), bank.invite(user.user_id, commitPhase="ON_KEY_EXCHANGE")
    user.phone.exchange_keys(user.phone.prepare({"code": invited["activationCode"]}))
    operation, query = user.asked(), {"registrationId": user.registration_id}
    path = f"/v2/operations/{operation}/offline/qr"
    assert user.cloud.refused("GET", path, params=query)[0] == "ERROR_REGISTRATION_NOT_FOUND"
    for _ in range(6):
        wrong = user.verify(operation, "0000000000000000", wire.b64(bytes(16)))
        assert (wrong["otpValid"], wrong["registrationStatus"], wrong["remainingAttempts"]) == (False, "ACTIVE", 5)
    found = user.phone.status()
    assert (found.state.name, found.failed_attempts) == ("ACTIVE", 0)
    assert (user.of(operation)["status"], user.of(operation)["failureCount"]) == ("PENDING", 0)
    user.phone.confirm()
    qr = user.qr(operation, **query)
    assert user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]
