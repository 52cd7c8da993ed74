"""The single-device API: document 004's walk-through, its texts, the rule of one device (`mobile-and-cloud.md` §4)."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.demo.device.signing import Factors
from tests.api.cloud.conftest import with_application
from tests.e2e.client import unique
from tests.e2e.lapsing import short_lived
from tests.e2e.processes import until

PAYMENT = {"amount": "1000.23", "currency": "EUR", "iban": "CZ3855000000003643174999"}
DATA = "A1*A1000.23EUR*ICZ3855000000003643174999"
OK = {"status": "OK"}
DEVICE = {"name": "My phone", "platform": "android", "deviceInfo": "Demo Phone", "protocolVersion": "3.3"}
EXISTS = ("ERROR_REGISTRATION", "Registration already exists")
NO_COMMIT = ("ERROR_REGISTRATION_NOT_FOUND", "No registration found that can be committed")
NO_CHANGE = ("ERROR_REGISTRATION_NOT_FOUND", "No registration found to change state")
NO_OPERATION = ("ERROR_OPERATION_NOT_FOUND", "Operation with given ID was not found")
CLOSED = ("ERROR_OPERATION_STATE_CHANGE", "Operation is in invalid state for requested action")
WRONG_OTP = ("ERROR_OTP_INVALID", "Offline approval failed due to invalid OTP")
FORMATS = (lambda code: code, lambda code: code.replace("-", ""), lambda code: f"{code[:4]}-{code[4:13]}-{code[13:]}")


class User:
    """A user of the bank, as the single-device API names it."""

    def __init__(self, bank):
        self.bank, self.cloud, self.user_id = bank, bank.cloud, unique("user")
        self.phone = bank.phone()

    def created(self, **options):
        return self.cloud.ok("POST", "/registration", {"userId": self.user_id}, **options)["activationQrCodeData"]

    def activated(self):
        self.phone.activate(self.created())
        self.committed()
        return self

    def committed(self, **members):
        assert self.cloud.ok("POST", "/registration/commit", {"userId": self.user_id, **members}) == OK

    def registration(self):
        return self.cloud.ok("GET", "/registration", params={"userId": self.user_id})

    def change(self, change, **members):
        return self.cloud.ok("PUT", "/registration", {"userId": self.user_id, "change": change, **members})

    def change_refused(self, change):
        return self.cloud.refused("PUT", "/registration", {"userId": self.user_id, "change": change})

    def asked(self, **members):
        request = {"userId": self.user_id, "template": "payment", "parameters": PAYMENT, **members}
        return self.cloud.ok("POST", "/operations", request)

    def of(self, operation):
        return self.cloud.ok("GET", "/operations", params={"operationId": operation["operationId"]})

    def qr(self, operation):
        return self.cloud.ok("GET", "/operations/offline/qr", params={"operationId": operation["operationId"]})

    def otp(self, operation, otp, nonce):
        return {"operationId": operation["operationId"], "otp": otp, "nonce": nonce}


@pytest.fixture
def user(bank):
    return User(bank)


def test_the_walk_through_of_the_document(bank, user):
    """Register, look, commit; pay online, pay offline; cancel; block, unblock, remove."""
    assert user.registration() == {"registration": "NONE"}
    code = user.created()
    assert set(user.registration()) == {"registration", "activationQrCodeData"}
    assert user.registration()["registration"] == "CREATED"
    assert user.registration()["activationQrCodeData"].split("#")[0] == code.split("#")[0]

    fingerprint = user.phone.activate(code)
    assert user.registration() == {"registration": "PENDING_COMMIT", **DEVICE, "activationFingerprint": fingerprint}
    user.committed(externalUserId="clerk-7")
    assert user.registration() == {"registration": "ACTIVE", **DEVICE}

    payment = user.asked(language="en", externalId="op_123")
    assert payment == {
        "operationId": payment["operationId"],
        "userId": user.user_id,
        "externalId": "op_123",
        "status": "PENDING",
        "template": "payment",
        "operationType": "authorize_payment",
        "parameters": PAYMENT,
        "failureCount": 0,
        "maxFailureCount": 5,
        "timestampCreated": payment["timestampCreated"],
        "timestampExpires": payment["timestampCreated"] + 300_000,
    }
    assert user.of(payment) == {**payment, "additionalData": {}}
    request = {"id": payment["operationId"], "data": DATA}
    path = "/api/auth/token/app/operation/authorize"
    user.phone.call_signed(path, "/operation/authorize", request, Factors.POSSESSION_KNOWLEDGE)
    assert user.of(payment)["status"] == "APPROVED"

    for written in FORMATS:
        login = user.asked(template="login", parameters={})
        qr = user.qr(login)
        assert qr["operationQrCodeData"].split("\n")[3:6] == ["A2", "B", qr["nonce"]]
        assert (
            user.cloud.refused("POST", "/operations/offline/otp", user.otp(login, "0" * 16, qr["nonce"])) == WRONG_OTP
        )
        assert user.of(login)["failureCount"] == 1
        said = user.otp(login, written(user.phone.offline_code(qr["operationQrCodeData"])), qr["nonce"])
        assert user.cloud.ok("POST", "/operations/offline/otp", said) == OK
        assert user.of(login)["status"] == "APPROVED"
        assert user.cloud.refused("POST", "/operations/offline/otp", said) == CLOSED

    unwanted = user.asked()
    query = {"operationId": unwanted["operationId"]}
    assert user.cloud.ok("DELETE", "/operations", params=query) == OK
    assert user.of(unwanted)["status"] == "CANCELED"
    assert user.cloud.refused("DELETE", "/operations", params=query) == CLOSED

    assert user.change("BLOCK", externalUserId="clerk-7", blockReason="A lost phone") == OK
    assert user.registration() == {"registration": "BLOCKED", **DEVICE}
    assert user.change_refused("BLOCK") == (
        "ERROR_REGISTRATION_CHANGE",
        "Activation is BLOCKED, you can only UNBLOCK or REMOVE it.",
    )
    assert user.change("UNBLOCK") == OK
    assert user.cloud.ok("DELETE", "/registration", params={"userId": user.user_id}) == OK
    assert user.registration() == {"registration": "NONE"}
    assert user.cloud.refused("DELETE", "/registration", params={"userId": user.user_id}) == NO_CHANGE


@pytest.mark.parametrize("until", ["CREATED", "PENDING_COMMIT", "ACTIVE", "BLOCKED"])
def test_a_user_has_one_device(user, until):
    code = user.created()
    if until != "CREATED":
        user.phone.activate(code)
    if until in ("ACTIVE", "BLOCKED"):
        user.committed()
    if until == "BLOCKED":
        user.change("BLOCK")
    assert user.registration()["registration"] == until
    assert user.cloud.refused("POST", "/registration", {"userId": user.user_id}) == EXISTS
    assert user.change("REMOVE") == OK
    assert user.created() != code


def test_the_other_apis_device_counts_too(user):
    user.bank.invite(user.user_id)
    assert user.cloud.refused("POST", "/registration", {"userId": user.user_id}) == EXISTS


def test_a_registration_that_lapsed_does_not_count(user):
    short_lived(lambda at: user.bank.invite(user.user_id, timestampRegistrationExpire=at))
    until(lambda: user.registration() == {"registration": "NONE"})
    assert user.created()


def test_of_twenty_registrations_at_once_one_is_created(user):
    def create(_):
        answer = user.cloud.send("POST", "/registration", {"userId": user.user_id})
        return answer.status_code, answer.json().get("responseObject", {}).get("code")

    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(create, range(20)))
    assert sorted(map(str, found)) == sorted(map(str, [(200, None)] + [(400, "ERROR_REGISTRATION")] * 19))
    assert len(user.cloud.ok("GET", "/v2/registrations", params={"userId": user.user_id})["registrations"]) == 1


def test_repetitions_under_a_key_are_one_request(user):
    headers = {"Idempotency-Key": unique("key")}
    code = user.created(headers=headers)
    assert user.created(headers=headers).split("#")[0] == code.split("#")[0]
    user.phone.activate(code)
    for _ in range(2):
        user.cloud.ok("POST", "/registration/commit", {"userId": user.user_id}, headers=headers)
    first = user.cloud.ok("POST", "/operations", {"userId": user.user_id, "template": "login"}, headers=headers)
    again = user.cloud.ok("POST", "/operations", {"userId": user.user_id, "template": "login"}, headers=headers)
    assert first == again


def test_only_what_was_answered_is_committed(user):
    assert user.cloud.refused("POST", "/registration/commit", {"userId": user.user_id}) == NO_COMMIT
    code = user.created()
    assert user.cloud.refused("POST", "/registration/commit", {"userId": user.user_id}) == NO_COMMIT
    user.phone.activate(code)
    user.committed()
    assert user.cloud.refused("POST", "/registration/commit", {"userId": user.user_id}) == NO_COMMIT
    user.change("REMOVE")
    assert user.cloud.refused("POST", "/registration/commit", {"userId": user.user_id}) == NO_COMMIT


@pytest.mark.parametrize(("change", "allows"), [("BLOCK", "REMOVE"), ("UNBLOCK", "REMOVE")])
def test_a_change_that_the_status_does_not_allow_is_refused(user, change, allows):
    assert user.change_refused(change) == NO_CHANGE
    user.created()
    code, message = user.change_refused(change)
    assert (code, allows in message) == ("ERROR_REGISTRATION_CHANGE", True)


def test_without_a_device_nothing_is_created(user):
    request = {"userId": user.user_id, "template": "login"}
    expected = ("ERROR_REGISTRATION_NOT_FOUND", "Registration for the requested user not found")
    assert user.cloud.refused("POST", "/operations", request) == expected


@pytest.mark.parametrize("gone", ["BLOCK", "REMOVE"])
def test_of_a_device_that_is_not_active_nothing_is_scanned(user, gone):
    operation = user.activated().asked()
    qr = user.qr(operation)
    user.change(gone)
    query = {"operationId": operation["operationId"]}
    assert user.cloud.refused("GET", "/operations/offline/qr", params=query)[0] == "ERROR_REGISTRATION_NOT_FOUND"
    said = user.otp(operation, user.phone.offline_code(qr["operationQrCodeData"]), qr["nonce"])
    code, _ = user.cloud.refused("POST", "/operations/offline/otp", said)
    assert code == ("ERROR_OTP_INVALID" if gone == "BLOCK" else "ERROR_REGISTRATION_NOT_FOUND")


def test_five_wrong_codes_fail_the_operation_and_block_the_device(user):
    operation = user.activated().asked()
    said = user.otp(operation, "0" * 16, user.qr(operation)["nonce"])
    for _ in range(5):
        assert user.cloud.refused("POST", "/operations/offline/otp", said) == WRONG_OTP
    assert user.cloud.refused("POST", "/operations/offline/otp", said) == CLOSED
    assert user.of(operation)["status"] == "FAILED"
    assert user.registration()["registration"] == "BLOCKED"


def test_an_operation_of_nobody_is_shown_and_takes_no_code(user):
    operation = user.cloud.ok("POST", "/v2/operations", {"template": "login"})
    qr = user.qr(operation)
    assert qr["operationQrCodeData"].split("\n")[-1][0] == "0"
    said = user.otp(operation, "0" * 16, qr["nonce"])
    assert user.cloud.refused("POST", "/operations/offline/otp", said)[0] == "ERROR_REGISTRATION_NOT_FOUND"


EVERYTHING = [
    ("POST", "/registration", {"userId": "x"}, {}),
    ("POST", "/registration/commit", {"userId": "x"}, {}),
    ("GET", "/registration", None, {"userId": "x"}),
    ("PUT", "/registration", {"userId": "x", "change": "BLOCK"}, {}),
    ("DELETE", "/registration", None, {"userId": "x"}),
    ("POST", "/operations", {"userId": "x", "template": "login"}, {}),
    ("GET", "/operations", None, {"operationId": "x"}),
    ("DELETE", "/operations", None, {"operationId": "x"}),
    ("GET", "/operations/offline/qr", None, {"operationId": "x"}),
    ("POST", "/operations/offline/otp", {"operationId": "x", "otp": "0" * 16, "nonce": "AAAAAAAAAAAAAAAAAAAAAA=="}, {}),
]
of_every_call = pytest.mark.parametrize(("verb", "path", "body", "query"), EVERYTHING, ids=lambda part: str(part)[:30])


@of_every_call
def test_a_caller_with_several_applications_is_told(bank, verb, path, body, query):
    caller = with_application(bank.admin)
    bank.admin.ok("POST", f"/admin/users/{caller.username}/applications/{bank.cloud.app_id}")
    code, message = caller.refused(verb, path, body, params=query)
    assert (code, "several applications" in message) == ("ERROR_REGISTRATION", True)


@of_every_call
def test_a_caller_without_an_application_has_no_access(bank, verb, path, body, query):
    made = bank.admin.ok("POST", "/admin/users", {"username": unique("bank")})
    caller = bank.admin.of(made["username"], made["password"])
    assert caller.refused(verb, path, body, params=query)[0] == "ERROR_REGISTRATION_NOT_FOUND"


@of_every_call
def test_who_is_unknown_is_kept_out(bank, verb, path, body, query):
    stranger = bank.admin.of("nobody", "nothing")
    assert stranger.refused(verb, path, body, params=query, status=401) == ("HTTP_401", "Unauthorized")


@of_every_call
def test_what_is_missing_is_named(bank, verb, path, body, query):
    given = body or query
    for name in given:
        less = {key: value for key, value in given.items() if key != name}
        options = {"params": less} if body is None else {}
        code, message = bank.cloud.refused(verb, path, None if body is None else less, **options)
        assert (code, name in message) == ("ERROR_REQUEST", True)


def test_a_missing_user_is_named_in_the_documents_words(bank):
    expected = ("ERROR_REQUEST", "Required String parameter 'userId' is not present")
    assert bank.cloud.refused("GET", "/registration") == expected


@pytest.mark.parametrize("value", [7, True, [], {}, "", "x" * 256, "\0"])
def test_a_user_that_is_none_is_refused(bank, value):
    assert bank.cloud.refused("POST", "/registration", {"userId": value})[0] == "ERROR_REQUEST"


def test_operations_of_others_are_not_found(bank, user):
    operation = user.activated().asked()
    stranger = with_application(bank.admin)
    for operation_id in (operation["operationId"], str(uuid.uuid4()), "nonsense"):
        query = {"operationId": operation_id}
        assert stranger.refused("GET", "/operations", params=query) == NO_OPERATION
        assert stranger.refused("DELETE", "/operations", params=query) == NO_OPERATION
        assert stranger.refused("GET", "/operations/offline/qr", params=query) == NO_OPERATION
        said = {**query, "otp": "0" * 16, "nonce": "AAAAAAAAAAAAAAAAAAAAAA=="}
        assert stranger.refused("POST", "/operations/offline/otp", said) == NO_OPERATION
        assert stranger.refused("POST", "/internal/callback/operation", query) == NO_OPERATION
    assert user.of(operation)["status"] == "PENDING"


def test_devices_of_others_are_none(bank, user):
    user.activated()
    stranger = with_application(bank.admin)
    assert stranger.ok("GET", "/registration", params={"userId": user.user_id}) == {"registration": "NONE"}
    assert stranger.refused("PUT", "/registration", {"userId": user.user_id, "change": "BLOCK"}) == NO_CHANGE


def test_the_callback_brings_a_row_up_to_date(user, stack):
    """The row of an operation that was canceled is set back, as if its writer had died."""
    operation = user.activated().asked()
    before = stack.operation_row(operation["operationId"])
    user.cloud.ok("DELETE", "/operations", params={"operationId": operation["operationId"]})
    row = {name: before[name] for name in ("version", "result", "state")}
    stack.sql(
        "UPDATE operation SET version = :version, result = :result, state = :state WHERE operation_id = :id",
        **row,
        id=operation["operationId"],
    )
    assert user.of(operation)["status"] == "PENDING"
    for _ in range(2):
        changed = {"operationId": operation["operationId"]}
        assert user.cloud.ok("POST", "/internal/callback/operation", changed) == OK
        assert user.of(operation)["status"] == "CANCELED"


def test_the_callback_changes_nothing_of_what_is_right(user, stack):
    operation = user.activated().asked()
    before = stack.operation_row(operation["operationId"])
    user.cloud.ok("POST", "/internal/callback/operation", {"operationId": operation["operationId"]})
    assert stack.operation_row(operation["operationId"]) == before


def test_an_application_is_created_and_read(bank):
    app_id = unique("app")
    made = bank.admin.ok("POST", "/admin/application", {"id": app_id})
    assert set(made) == {"serviceBaseUrl", "masterServerPublicKey", "appKey", "appSecret"}
    assert bank.admin.ok("GET", "/admin/application", params={"id": app_id}) == made
    assert bank.admin.ok("GET", "/admin/application", params={"id": app_id, "version": "default"}) == made
    full = bank.admin.ok("GET", f"/admin/applications/{app_id}")
    assert {name: full[name] for name in made} == made
    bank.admin.ok("POST", f"/admin/applications/{app_id}/versions", {"name": "2.0"})
    second = bank.admin.ok("GET", "/admin/application", params={"id": app_id, "version": "2.0"})
    assert second["masterServerPublicKey"] == made["masterServerPublicKey"]
    assert second["appKey"] != made["appKey"]


@pytest.mark.parametrize("query", [{"id": "no-such-app"}, {"version": "3.0"}])
def test_an_application_that_there_is_not_is_refused(bank, query):
    query = {"id": bank.cloud.app_id, **query}
    assert bank.admin.refused("GET", "/admin/application", params=query)[0] == "ERROR_ADMIN"


def test_an_application_is_created_once_and_by_administrators(bank):
    request = {"id": bank.cloud.app_id}
    assert bank.admin.refused("POST", "/admin/application", request)[0] == "ERROR_ADMIN"
    assert bank.admin.refused("GET", "/admin/application")[0] == "ERROR_REQUEST"
    assert bank.cloud.refused("POST", "/admin/application", request, status=401)[0] == "HTTP_401"
    assert bank.cloud.refused("GET", "/admin/application", params=request, status=401)[0] == "HTTP_401"
