"""Operations from the bank to the phone and back (`mobile-and-cloud.md` §1, §3.4, §9)."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.demo.device import wire
from api.demo.device.failures import ServerRefused
from api.demo.device.headers import AUTHORIZATION, header
from api.demo.device.signing import Factors
from tests.api.mobile.conftest import EVERY_VERSION
from tests.api.mobile.users import BIOMETRY, PATH, PAYMENT, POSSESSION, TWO, User, refused
from tests.e2e.client import unique
from tests.e2e.lapsing import short_lived
from tests.e2e.processes import until


@pytest.fixture
def user(bank, request):
    return User(bank, version=getattr(request, "param", "3.3"))


by_both = pytest.mark.parametrize("user", ["3.3", "4.0"], indirect=True)


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_a_payment_is_shown_and_approved(bank, version):
    user = User(bank, version=version)
    created = user.asked(externalId="T-1")
    assert (created["status"], created["failureCount"], created["maxFailureCount"]) == ("PENDING", 0, 5)
    assert created["timestampExpires"] - created["timestampCreated"] == 300_000
    [shown] = user.waiting("cs")
    assert shown["id"] == created["operationId"]
    assert (shown["name"], shown["status"]) == ("authorize_payment", "PENDING")
    assert shown["data"] == "A1*A100.00CZK*ICZ6508000000192000145399"
    assert shown["allowedSignatureType"] == {"type": "2FA", "variants": ["possession_knowledge", "possession_biometry"]}
    amount = shown["formData"]["attributes"][0]
    assert (amount["type"], amount["valueFormatted"]) == ("AMOUNT", "100,00\xa0Kč")
    user.authorize(created)
    found = user.of(created)
    assert (found["status"], found["externalId"]) == ("APPROVED", "T-1")
    assert found["additionalData"]["activationId"] == user.phone.registration.activation_id
    assert found["additionalData"]["authFactor"] == "possession_knowledge"
    assert found["additionalData"]["applicationId"] == bank.cloud.app_id
    assert found["timestampFinalized"] >= found["timestampCreated"]
    assert user.waiting() == []
    assert [one["status"] for one in user.history()] == ["APPROVED"]


def test_a_wrong_pin_counts_on_the_operation_and_the_right_one_still_approves(user):
    created = user.asked()
    user.phone.pin = "0000"
    assert refused(lambda: user.authorize(created)) == (401, "POWERAUTH_AUTH_FAIL")
    assert user.of(created)["failureCount"] == 1
    user.phone.pin = "1234"
    user.authorize(created)
    assert user.of(created)["status"] == "APPROVED"


def test_data_that_differ_fail_until_the_operation_has_failed(user):
    created = user.asked()
    for count in range(1, 5):
        assert refused(lambda: user.authorize(created, data="A1*A999.00CZK*I0")) == (401, "OPERATION_FAILED")
        assert user.of(created)["failureCount"] == count
    assert refused(lambda: user.authorize(created, data="")) == (400, "OPERATION_ALREADY_FAILED")
    assert user.of(created)["status"] == "FAILED"
    assert refused(lambda: user.authorize(created)) == (400, "OPERATION_ALREADY_FAILED")


def test_one_factor_does_not_approve_what_asks_for_two(user):
    created = user.asked()
    assert refused(lambda: user.authorize(created, POSSESSION)) == (401, "OPERATION_FAILED")
    user.authorize(created, BIOMETRY)
    assert user.of(created)["additionalData"]["authFactor"] == "possession_biometry"


@pytest.mark.parametrize("reason", ["UNEXPECTED_OPERATION", "INCORRECT_DATA", "my own words", None])
def test_a_rejection_says_why(user, reason):
    created = user.asked()
    user.reject(created, **({} if reason is None else {"reason": reason}))
    found = user.of(created)
    assert (found["status"], found["additionalData"]["rejectReason"]) == ("REJECTED", reason or "UNKNOWN")
    assert refused(lambda: user.authorize(created)) == (400, "OPERATION_ALREADY_FINISHED")
    assert refused(lambda: user.ask("detail", {"id": created["operationId"]})) == (400, "OPERATION_ALREADY_FINISHED")


def test_the_bank_cancels_with_a_reason_that_the_phone_sees(user):
    created = user.asked()
    path = f"/v2/operations/{created['operationId']}"
    assert user.bank.cloud.ok("DELETE", path, params={"statusReason": "PREARRANGED_REASON"}) == {"status": "OK"}
    found = user.of(created)
    assert (found["status"], found["statusReason"]) == ("CANCELED", "PREARRANGED_REASON")
    [seen] = user.history()
    assert (seen["status"], seen["statusReason"]) == ("CANCELED", "PREARRANGED_REASON")
    assert user.bank.cloud.refused("DELETE", path)[0] == "ERROR_OPERATION_STATE_CHANGE"
    assert refused(lambda: user.authorize(created)) == (400, "OPERATION_ALREADY_CANCELED")


def test_an_operation_that_nobody_answers_expires(user):
    created = short_lived(lambda at: user.asked(timestampExpires=at))
    until(lambda: user.of(created)["status"] == "EXPIRED")
    assert user.waiting() == []
    assert refused(lambda: user.authorize(created)) == (400, "OPERATION_EXPIRED")
    assert [one["status"] for one in user.history()] == ["EXPIRED"]


def test_an_operation_of_nobody_is_claimed_by_the_first_who_scans_it(bank, user):
    other = User(bank)
    created = bank.cloud.ok("POST", "/v2/operations", {"template": "payment", "parameters": PAYMENT})
    request = {"id": created["operationId"]}
    assert "userId" not in created
    assert user.waiting() == []
    assert user.ask("detail", request)["responseObject"]["id"] == created["operationId"]
    assert user.ask("detail/claim", request)["responseObject"]["id"] == created["operationId"]
    assert user.ask("detail/claim", request)["responseObject"]["id"] == created["operationId"]
    assert refused(lambda: other.ask("detail/claim", request)) == (400, "INVALID_OPERATION")
    assert refused(lambda: other.ask("detail", request)) == (400, "INVALID_OPERATION")
    assert [one["id"] for one in user.waiting()] == [created["operationId"]]
    assert user.of(created)["userId"] == user.user_id


def test_an_operation_of_nobody_may_be_approved_at_once(user):
    created = user.bank.cloud.ok("POST", "/v2/operations", {"template": "payment", "parameters": PAYMENT})
    user.authorize(created)
    found = user.of(created)
    assert (found["status"], found["userId"]) == ("APPROVED", user.user_id)


def test_of_two_who_claim_at_once_one_succeeds(bank):
    users = [User(bank) for _ in range(4)]
    created = bank.cloud.ok("POST", "/v2/operations", {"template": "login"})

    def claim(user):
        try:
            return user.ask("detail/claim", {"id": created["operationId"]}) is not None
        except ServerRefused as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as threads:
        found = sorted(map(str, threads.map(claim, users)))
    assert found == ["INVALID_OPERATION"] * 3 + ["True"]


def test_somebody_elses_operation_is_like_none(bank, user):
    other = User(bank)
    created = other.asked()
    unknown = {"operationId": str(uuid.uuid4())}
    for operation in (created, unknown):
        assert refused(lambda operation=operation: user.authorize(operation)) == (400, "INVALID_OPERATION")
        assert refused(lambda operation=operation: user.reject(operation)) == (400, "INVALID_OPERATION")
        request = {"id": operation["operationId"]}
        assert refused(lambda request=request: user.ask("detail", request)) == (400, "INVALID_OPERATION")
    assert other.of(created)["failureCount"] == 0
    user.phone.pin = "0000"
    for operation in (created, unknown):
        assert refused(lambda operation=operation: user.authorize(operation)) == (401, "POWERAUTH_AUTH_FAIL")
    assert other.of(created)["failureCount"] == 0
    assert user.phone.status().failed_attempts == 2


def test_a_signature_for_a_closed_operation_moves_the_counter_too(user):
    created = user.asked()
    user.authorize(created)
    before = user.phone.counter
    assert refused(lambda: user.authorize(created)) == (400, "OPERATION_ALREADY_FINISHED")
    user.phone.counter = before
    assert refused(user.phone.validate) == (401, "ERR_AUTHENTICATION")


def test_a_flag_is_asked_for(user):
    created = user.asked(flag="KYC")
    assert refused(lambda: user.authorize(created)) == (400, "OPERATION_REQUIRES_ACTIVATION_FLAG")
    path = f"/v2/registrations/{user.phone.registration.activation_id}/flags"
    user.bank.cloud.ok("POST", path, {"flags": ["OTHER"]})
    assert user.waiting() == []
    user.bank.cloud.ok("POST", path, {"flags": ["KYC"]})
    assert len(user.waiting()) == 1
    user.authorize(created)


@pytest.mark.parametrize("flag", ["VERIFICATION_PENDING", "VERIFICATION_IN_PROGRESS"])
def test_a_device_that_is_still_verified_approves_nothing(user, flag):
    created = user.asked()
    path = f"/v2/registrations/{user.phone.registration.activation_id}/flags"
    user.bank.cloud.ok("POST", path, {"flags": [flag]})
    assert refused(lambda: user.authorize(created)) == (401, "POWERAUTH_AUTH_FAIL")
    assert user.of(created)["failureCount"] == 0
    user.bank.cloud.ok("POST", f"{path}/remove", {"flags": [flag]})
    user.authorize(created)


def test_a_proximity_check_asks_for_its_password(user):
    created = user.asked(proximityCheckEnabled=True)
    assert refused(lambda: user.authorize(created)) == (401, "OPERATION_FAILED")
    wrong = {"otp": "00000000", "type": "QR_CODE"}
    assert refused(lambda: user.authorize(created, proximityCheck=wrong)) == (401, "OPERATION_FAILED")
    otp = user.of(created)["proximityOtp"]
    assert len(otp) == 8
    user.authorize(created, proximityCheck={"otp": otp, "type": "QR_CODE", "timestampSent": "2026-01-01T00:00:00.000Z"})
    found = user.of(created)
    assert (found["status"], found["failureCount"]) == ("APPROVED", 2)
    assert found["additionalData"]["proximity_otp"] == otp
    assert "proximityOtp" not in found


def test_what_an_app_adds_is_kept(user):
    for added in ({"score": 1, "list": [1]}, "text"):
        created = user.asked()
        user.authorize(created, mobileTokenData=added)
        assert user.of(created)["additionalData"]["mobileTokenData"] == added


@by_both
def test_of_fifty_approvals_at_once_one_succeeds(user, http, stack):
    created = user.asked()
    request = {"id": created["operationId"], "data": "A1*A100.00CZK*ICZ6508000000192000145399"}
    body = wire.write({"requestObject": request})
    url = f"{stack.settings.base_url}/enrollment-server{PATH}/authorize"
    signed = [
        user.phone.sign("POST", "/operation/authorize", body, TWO) | {"Content-Type": "application/json"}
        for _ in range(50)
    ]

    def send(headers):
        answer = http.post(url, content=body, headers=headers)
        return answer.status_code, answer.json().get("responseObject", {}).get("code")

    # No more at once than the server looks ahead: an approval may overtake all the others in flight.
    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(send, signed))
    assert found.count((200, None)) == 1, found
    documented = {(400, "OPERATION_ALREADY_FINISHED"), (401, "POWERAUTH_AUTH_FAIL"), (400, "OPERATION_ALREADY_FAILED")}
    assert set(found) - {(200, None)} <= documented
    assert user.of(created)["status"] == "APPROVED"


@pytest.fixture
def copies(user, http, stack):
    """Sends the very same signed answer to an operation, a number of times at once: (status, code) of each."""

    def send(operation, number, path="authorize", **members):
        request = {"id": operation["operationId"], **members}
        body = wire.write({"requestObject": request})
        headers = user.phone.sign("POST", f"/operation/{path}", body, TWO if path == "authorize" else POSSESSION)
        headers |= {"Content-Type": "application/json"}
        url = f"{stack.settings.base_url}/enrollment-server{PATH}/{path}"

        def once(_):
            answer = http.post(url, content=body, headers=headers)
            return answer.status_code, answer.json().get("responseObject", {}).get("code")

        with ThreadPoolExecutor(min(number, 20)) as threads:
            return list(threads.map(once, range(number)))

    return send


DATA = "A1*A100.00CZK*ICZ6508000000192000145399"


@pytest.mark.parametrize(
    ("path", "members", "status"),
    [("authorize", {"data": DATA}, "APPROVED"), ("cancel", {"reason": "INCORRECT_DATA"}, "REJECTED")],
)
@by_both
def test_copies_of_one_answer_have_its_answer_and_are_counted_nowhere(user, copies, path, members, status):
    created = user.asked()
    assert copies(created, 50, path, **members) == [(200, None)] * 50
    found = user.of(created)
    assert (found["status"], found["failureCount"]) == (status, 0)
    assert user.phone.status().failed_attempts == 0


def test_copies_of_a_wrong_answer_count_once(user, copies):
    created = user.asked()
    user.phone.pin = "0000"
    assert copies(created, 20, data=DATA) == [(401, "POWERAUTH_AUTH_FAIL")] * 20
    found = user.of(created)
    assert (found["status"], found["failureCount"]) == ("PENDING", 1)
    assert user.phone.status().failed_attempts == 1


def test_copies_of_an_answer_to_what_is_closed_do_not_block_the_phone(bank, user, copies):
    created = user.asked()
    bank.cloud.ok("DELETE", f"/v2/operations/{created['operationId']}")
    assert copies(created, 8, data=DATA) == [(400, "OPERATION_ALREADY_CANCELED")] * 8
    assert user.phone.status().failed_attempts == 0


MALFORMED = {
    "no request": (b"{}", (401, "POWERAUTH_AUTH_FAIL")),
    "no id": (b'{"requestObject":{"data":"A2"}}', (401, "POWERAUTH_AUTH_FAIL")),
    "an id that is null": (b'{"requestObject":{"id":null}}', (401, "POWERAUTH_AUTH_FAIL")),
    "no data": (b'{"requestObject":{"id":"1"}}', (400, "INVALID_REQUEST")),
    "data that are a number": (b'{"requestObject":{"id":"1","data":2}}', (400, "INVALID_REQUEST")),
    "no JSON": (b"{", (400, "INVALID_REQUEST")),
    "no text": (b"\xff", (400, "INVALID_REQUEST")),
    "an unknown proximity": (
        b'{"requestObject":{"id":"1","data":"A2","proximityCheck":{"otp":"1","type":"SMELL"}}}',
        (400, "INVALID_REQUEST"),
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_approval_is_refused(user, name):
    body, expected = MALFORMED[name]
    headers = user.phone.sign("POST", "/operation/authorize", body, TWO)
    assert refused(lambda: user.phone.line.send(f"{PATH}/authorize", body, headers)) == expected


def test_three_factors_are_not_accepted(user):
    created = user.asked()
    three = Factors.POSSESSION_KNOWLEDGE_BIOMETRY
    assert refused(lambda: user.authorize(created, three)) == (401, "POWERAUTH_AUTH_FAIL")
    assert user.of(created)["failureCount"] == 0


def test_without_proof_nothing_is_shown(user):
    body = b'{"requestObject":{"id":"1","data":"A2"}}'
    for what in ("list", "detail", "detail/claim", "history", "authorize", "cancel"):
        path = f"{PATH}/{what}"
        assert refused(lambda path=path: user.phone.line.send(path, body, {})) == (401, "POWERAUTH_AUTH_FAIL")
    attributes = user.phone.signature("POST", "/operation/history", b"{}", POSSESSION)
    headers = header(AUTHORIZATION, **attributes)
    assert refused(lambda: user.phone.line.send(f"{PATH}/history", b"{}", headers)) == (401, "POWERAUTH_AUTH_FAIL")


@pytest.mark.parametrize("what", ["list", "detail", "claim"])
def test_a_signature_of_possession_serves_in_the_place_of_a_token(user, what):
    created = user.asked()
    request = {} if what == "list" else {"id": created["operationId"]}
    path = {"claim": "detail/claim"}.get(what, what)
    found = user.phone.call_signed(f"{PATH}/{path}", f"/operation/{what}", request, POSSESSION)
    shown = found[0] if what == "list" else found
    assert shown["id"] == created["operationId"]


REQUESTS = {
    "no template": ({"userId": "x"}, "ERROR_REQUEST"),
    "an unknown template": ({"template": "nothing"}, "ERROR_REQUEST"),
    "a user without a device": ({"template": "login", "userId": "nobody"}, "ERROR_REGISTRATION_NOT_FOUND"),
    "a deadline that has passed": ({"template": "login", "timestampExpires": 1}, "ERROR_REQUEST"),
    "a deadline in the year 9999": ({"template": "login", "timestampExpires": 253402300799999}, "ERROR_REQUEST"),
    "a parameter that is a number": ({"template": "login", "parameters": {"a": 1}}, "ERROR_REQUEST"),
    "a parameter with a control character": ({"template": "login", "parameters": {"a": "\x01"}}, "ERROR_REQUEST"),
    "an unfilled place of the data": ({"template": "payment", "parameters": {"amount": "1"}}, "ERROR_REQUEST"),
    "a language that is none": ({"template": "login", "language": "!"}, "ERROR_REQUEST"),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_an_operation_that_cannot_be_is_refused(bank, name):
    request, code = REQUESTS[name]
    assert bank.cloud.refused("POST", "/v2/operations", request)[0] == code


def test_an_operation_of_another_bank_is_not_found(bank, user, stack):
    from tests.api.cloud.conftest import with_application

    created = user.asked()
    stranger = with_application(bank.admin)
    path = f"/v2/operations/{created['operationId']}"
    assert stranger.refused("GET", path) == ("ERROR_OPERATION_NOT_FOUND", "Operation with given ID was not found")
    assert stranger.refused("DELETE", path)[0] == "ERROR_OPERATION_NOT_FOUND"


def test_a_repeated_creation_is_one_operation(user):
    request = {"userId": user.user_id, "template": "login"}
    headers = {"Idempotency-Key": unique("key")}
    first = user.bank.cloud.ok("POST", "/v2/operations", request, headers=headers)
    assert user.bank.cloud.ok("POST", "/v2/operations", request, headers=headers) == first
    assert len(user.waiting()) == 1


@pytest.mark.parametrize(
    ("language", "english"), [("en", True), ("cs", False), ("sk-SK", False), ("de", False), ("fr", True)]
)
def test_a_phone_reads_in_its_language(user, language, english):
    user.asked()
    shown = user.waiting(language)[0]["formData"]
    assert (shown["title"] == user.waiting("en")[0]["formData"]["title"]) == english
    assert set(shown["resultTexts"]) == {"success", "failure", "reject"}
