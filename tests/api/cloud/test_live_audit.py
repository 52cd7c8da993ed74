"""The audit over the real servers: every verdict and change leaves its row, in the words of document 004, without secrets."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from activities.audit.reading import AuditLog
from activities.audit.verification import verify
from activities.powerauth import base64_text
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from api.demo.device.failures import ServerRefused
from tests.api.cloud.client import Cloud
from tests.api.cloud.conftest import with_application
from tests.api.mobile.conftest import Bank
from tests.e2e.client import unique
from tests.e2e.in_clear import http_client
from tests.e2e.lapsing import short_lived
from tests.e2e.processes import until

NOBODY = "11111111-1111-4111-8111-111111111111"
BODY = b'{"requestObject":{"id":"82b98a73-5402-4f08-98a2-78b75015dafd","reason":"UNKNOWN"}}'


@pytest.fixture(scope="module")
def trail(stack):
    """The stack's trail, read past the APIs."""
    return Trail(stack)


class Trail:
    def __init__(self, stack):
        self.stack = stack
        self.sealer = Sealer.of(*stack.settings.master_keys)

    def rows(self, **wanted):
        """Rows whose members are as wanted, oldest first."""
        database = Database(self.stack.settings.store_url)
        lines = [json.loads(line) for line in AuditLog(database, self.sealer).export(from_ms=None, to_ms=None)]
        database.close()
        return [one for one in lines if all(one[name] == value for name, value in wanted.items())]

    def verified(self):
        database = Database(self.stack.settings.store_url)
        try:
            return verify(database, self.sealer)
        finally:
            database.close()


@pytest.fixture
def bank(stack):
    with http_client(base_url=stack.settings.base_url, timeout=60) as client, http_client(timeout=60) as http:
        yield Bank(Cloud(client, stack.admin), stack.settings.base_url, http)


@pytest.fixture
def phone(bank):
    bank.user_id = unique("user")
    return bank.registered(user_id=bank.user_id)


def log(bank, user_id, **query):
    params = {"userId": user_id, **query}
    return bank.cloud.ok("GET", "/audit/log", params=params)["items"]


def validate(phone, factors="possession_knowledge", body=BODY, **headers):
    return sent(phone, "/pa/v3/signature/validate", "/pa/signature/validate", body, factors, **headers)


def sent(phone, path, resource_id, body, factors, **headers):
    """The answer to a signed request of the phone; its signature's header is `altered`, where that is given."""
    altered = headers.pop("altered", lambda text: text)
    signed = {name: altered(text) for name, text in phone.sign("POST", resource_id, body, factors).items()}
    whole = {**signed, "Content-Type": "application/json", **headers}
    return httpx.post(f"{phone.line._base}{path}", content=body, headers=whole)


def test_the_log_is_as_document_004_shows_it(bank, phone):
    begun = time.time_ns() // 1_000_000
    assert validate(phone).status_code == 200
    phone.pin = "9999"
    assert validate(phone).status_code == 401
    failed, signed, *_ = log(bank, bank.user_id)
    assert signed == {
        "activationId": phone.registration.activation_id,
        "eventType": "signature_ok",
        "eventData": f"POST\n/pa/signature/validate\n{BODY.decode()}",
        "timestamp": signed["timestamp"],
    }
    assert begun <= signed["timestamp"] <= failed["timestamp"] <= time.time_ns() // 1_000_000
    assert failed["eventType"] == "signature_failed"


def test_a_registrations_life_is_told_with_who_wanted_it(bank, trail):
    user_id = unique("user")
    invited = bank.invite(user_id, otp="73918264", flags=["VIP"])
    path, registration_id = f"/v2/registrations/{invited['registrationId']}", invited["registrationId"]
    phone = bank.phone()
    phone.activate(invited["activationQrCodeData"])
    bank.cloud.refused("POST", f"{path}/commit", {"otp": "00000000", "externalUserId": "clerk-1"})
    bank.cloud.ok("POST", f"{path}/commit", {"otp": "73918264", "externalUserId": "clerk-2"})
    bank.cloud.ok("PUT", f"{path}/name", {"name": "Mine", "externalUserId": "clerk-3"})
    bank.cloud.ok("POST", f"{path}/flags", {"flags": ["A"]})
    bank.cloud.ok("POST", f"{path}/flags/remove", {"flags": ["A"]})
    bank.cloud.ok("PUT", path, {"change": "BLOCK", "blockReason": "LOST", "externalUserId": "clerk-4"})
    bank.cloud.ok("PUT", path, {"change": "UNBLOCK"})
    bank.cloud.ok("DELETE", path, params={"externalUserId": "clerk-5"})
    rows = [row for row in trail.rows(registration_id=registration_id) if row["action"] != "REGISTRATION"]
    assert [(row["action"], row["result"], row["actor"], row["external_user_id"]) for row in rows] == [
        ("REGISTRATION_CREATE", "OK", bank.cloud.username, None),
        ("REGISTRATION_KEY_EXCHANGE", "OK", "device", None),
        ("OTP", "WRONG", bank.cloud.username, "clerk-1"),
        ("REGISTRATION_COMMIT", "OTP_WRONG", bank.cloud.username, "clerk-1"),
        ("OTP", "OK", bank.cloud.username, "clerk-2"),
        ("REGISTRATION_COMMIT", "OK", bank.cloud.username, "clerk-2"),
        ("REGISTRATION_RENAME", "OK", bank.cloud.username, "clerk-3"),
        ("REGISTRATION_FLAGS_ADD", "OK", bank.cloud.username, None),
        ("REGISTRATION_FLAGS_REMOVE", "OK", bank.cloud.username, None),
        ("REGISTRATION_BLOCK", "OK", bank.cloud.username, "clerk-4"),
        ("REGISTRATION_UNBLOCK", "OK", bank.cloud.username, None),
        ("REGISTRATION_REMOVE", "OK", bank.cloud.username, "clerk-5"),
    ]
    assert {row["user_id"] for row in rows} == {user_id}
    assert {row["application_id"] for row in rows} == {bank.cloud.app_id}
    assert rows[9]["event_data"].split("\n", 2)[:2] == ["PUT", path]
    assert json.loads(rows[9]["event_data"].split("\n", 2)[2])["reason"] == "LOST"


def test_an_unknown_code_and_an_unknown_registration_leave_a_row(bank, phone, trail):
    gone = bank.invite()
    bank.cloud.ok("DELETE", f"/v2/registrations/{gone['registrationId']}")
    with pytest.raises(ServerRefused, match="ERR_ACTIVATION"):
        bank.phone().activate(gone["activationQrCodeData"])
    refused = trail.rows(action="REGISTRATION_KEY_EXCHANGE", application_id=bank.cloud.app_id)
    assert refused[-1]["result"] == "REGISTRATION_NOT_FOUND"
    named = {"X-Correlation-ID": unique("about-nobody").replace("_", "-")}
    validate(phone, altered=lambda text: text.replace(phone.registration.activation_id, NOBODY), **named)
    [row] = trail.rows(request_id=named["X-Correlation-ID"])
    assert (row["action"], row["result"], row["registration_id"], row["user_id"]) == (
        "SIGNATURE",
        "ACTIVATION_UNKNOWN",
        NOBODY,
        None,
    )


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("abcd-1234-EFGH", "abcd-1234-EFGH"),
        ("a" * 1024, "a" * 128),
        ("short", None),
        ("with space 1234", None),
        ("a" * 1025, None),
        ("ünïcödé-1234", None),
    ],
)
def test_a_request_has_its_callers_id_or_one_of_its_own(phone, trail, named, kept):
    validate(phone, **{"X-Correlation-ID": named.encode()})
    found = trail.rows(registration_id=phone.registration.activation_id, action="SIGNATURE")[-1]["request_id"]
    assert (found == kept) if kept else (len(found) == 32 and found not in named)


def test_tokens_vault_push_and_rename_leave_their_rows(phone, trail):
    token = phone.create_token("possession_knowledge")
    phone.detail(token)
    phone.unlock_vault("ADD_BIOMETRY")
    phone.rename("Mine")
    phone.remove_token(token, "possession")
    rows = trail.rows(registration_id=phone.registration.activation_id)
    told = [(row["action"], row["result"]) for row in rows if row["action"] != "REGISTRATION"]
    for expected in ("TOKEN_CREATE", "TOKEN", "VAULT_UNLOCK", "REGISTRATION_RENAME", "TOKEN_REMOVE"):
        assert (expected, "OK") in told
    [vault] = [row for row in rows if row["action"] == "VAULT_UNLOCK"]
    assert json.loads(vault["event_data"].split("\n", 2)[2]) == {"reason": "ADD_BIOMETRY"}


def test_logins_are_told_failures_each_successes_once_in_a_while(bank, live_admin, trail):
    user = with_application(live_admin)
    for _ in range(4):
        user.ok("GET", "/v2/registrations", params={"userId": "roman"})
    wrong = user.of(user.username, "wrong")
    for _ in range(3):
        wrong.refused("GET", "/v2/registrations?userId=roman", status=401)
    user.refused("GET", "/admin/users", status=401)
    live_admin.ok("PUT", f"/admin/users/{user.username}", {"enabled": False})
    user.refused("GET", "/v2/registrations?userId=roman", status=401)
    results = [row["result"] for row in trail.rows(action="LOGIN", actor=user.username)]
    assert 1 <= results.count("OK") <= 2  # once a process and minute
    assert (results.count("WRONG_PASSWORD"), results.count("WRONG_ROLE"), results.count("DISABLED")) == (3, 1, 1)
    before = len(trail.rows(action="LOGIN", actor="nobody"))
    user.of(unique("typed-password"), "x").refused("GET", "/admin/users", status=401)
    assert len(trail.rows(action="LOGIN", actor="nobody")) == before + 1


def test_administration_is_told_by_its_administrator(stack, live_admin, trail):
    user = with_application(live_admin)
    live_admin.ok("POST", f"/admin/users/{user.username}/password")
    live_admin.ok("DELETE", f"/admin/users/{user.username}")
    live_admin.ok("POST", f"/admin/applications/{user.app_id}/versions", {"name": "2"})
    live_admin.ok("PUT", f"/admin/applications/{user.app_id}/versions/2", {"supported": False})
    rows = trail.rows(actor=stack.admin[0])
    ours = {row["action"] for row in rows if user.username in row["event_data"] or user.app_id in row["event_data"]}
    assert ours >= {
        "ACCOUNT_CREATE", "ACCOUNT_PASSWORD_RESET", "ACCOUNT_REMOVE", "ACCOUNT_APPLICATION_ASSIGN", "APPLICATION_CREATE",
        "APPLICATION_VERSION_CREATE", "APPLICATION_VERSION_SUPPORT",
    }  # fmt: skip


def test_an_operations_life_is_told_once_a_version(stack, nextstep, trail):
    operation_id = nextstep.create(userId="roman")["operationId"]
    nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH")
    nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", "CANCELED")
    rows = trail.rows(operation_id=operation_id)
    assert (rows[0]["event_type"], rows[0]["actor"]) == ("operation_create_ok", "bank")
    told = [(row["result"], json.loads(row["event_data"].split("\n", 2)[2])["version"]) for row in rows[1:]]
    assert told == sorted(set(told), key=lambda one: one[1])
    assert [result for result, _ in told][-1] == "CANCELED"


def test_phones_answers_are_told_with_the_request_that_brought_them(bank, phone, trail, stack):
    wanted = {"userId": bank.user_id, "template": "login", "language": "en"}
    operation_id = bank.cloud.ok("POST", "/v2/operations", wanted)["operationId"]
    body = {"requestObject": {"id": operation_id, "data": "A2"}}
    content = json.dumps(body, separators=(",", ":")).encode()
    path, named = "/api/auth/token/app/operation/authorize", {"X-Correlation-ID": f"approves-{operation_id}"}
    answer = sent(phone, path, "/operation/authorize", content, "possession_knowledge", **named)
    assert answer.status_code == 200, answer.text
    rows = trail.rows(request_id=f"approves-{operation_id}")
    assert sorted((row["action"], row["result"], row["actor"]) for row in rows) == [
        ("OPERATION", "APPROVED", "device"),
        ("SIGNATURE", "OK", "device"),
    ]
    [item] = [one for one in log(bank, bank.user_id) if "/operation/authorize" in one["eventData"]]
    assert item["eventData"] == f"POST\n/operation/authorize\n{content.decode()}"


def test_what_expires_by_itself_is_told_by_the_engine(bank, trail, stack):
    phone = bank.registered(user_id=unique("user"))
    user_id = trail.rows(registration_id=phone.registration.activation_id)[0]["user_id"]
    wanted = {"userId": user_id, "template": "login"}
    operation_id = short_lived(lambda at: bank.cloud.ok("POST", "/v2/operations", {**wanted, "timestampExpires": at}))[
        "operationId"
    ]
    invited = short_lived(lambda at: bank.invite(timestampRegistrationExpire=at))
    until(lambda: trail.rows(operation_id=operation_id, result="EXPIRED"), stack.worker)
    until(lambda: trail.rows(registration_id=invited["registrationId"], result="EXPIRED"), stack.worker)
    for row in trail.rows(result="EXPIRED"):
        assert row["actor"] == "engine"
    [row] = trail.rows(operation_id=operation_id, result="EXPIRED")
    assert row["event_type"] == "operation_expired"


def test_an_end_that_its_caller_does_not_see_is_told_all_the_same(bank, trail, stack):
    """The workflow writes the row of a registration at its end too: whoever is first tells."""
    invited = bank.invite()
    bank.cloud.ok("DELETE", f"/v2/registrations/{invited['registrationId']}")
    actions = [row["action"] for row in trail.rows(registration_id=invited["registrationId"])]
    assert actions.count("REGISTRATION_REMOVE") == 1


def test_a_user_is_seen_in_the_callers_applications_only(bank, phone, live_admin):
    validate(phone)
    stranger = with_application(live_admin)
    assert stranger.refused("GET", "/audit/log", params={"userId": bank.user_id})[0] == "ERROR_AUDIT"
    assert log(bank, bank.user_id)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"timestampFrom": 2, "timestampTo": 1}, "ERROR_AUDIT"),
        ({"timestampTo": 1}, "ERROR_AUDIT"),
        ({"timestampFrom": 4102444800000}, "ERROR_AUDIT"),
        ({"timestampFrom": -1}, "ERROR_REQUEST"),
        ({"timestampTo": "x"}, "ERROR_REQUEST"),
        ({"timestampFrom": 2**63}, "ERROR_REQUEST"),
        ({"timestampTo": 2**47}, "ERROR_REQUEST"),
        ({"userId": ""}, "ERROR_REQUEST"),
        ({"userId": "x" * 256}, "ERROR_REQUEST"),
        ({"userId": "\0"}, "ERROR_REQUEST"),
    ],
)
def test_bad_questions_are_refused(bank, phone, query, code):
    assert bank.cloud.refused("GET", "/audit/log", params={"userId": bank.user_id, **query})[0] == code


def test_a_user_that_nobody_knows_is_an_error_and_one_without_events_in_that_time_is_not(bank, phone):
    assert bank.cloud.refused("GET", "/audit/log", params={"userId": unique("nobody")})[0] == "ERROR_AUDIT"
    assert log(bank, bank.user_id, timestampFrom=0, timestampTo=1) == []


def test_nobody_reads_it_without_credentials(bank, stack, live_admin):
    assert live_admin.refused("GET", "/audit/log?userId=roman", status=401)[0] == "HTTP_401"


def test_no_secret_is_ever_in_the_trail(bank, trail):
    canary = unique("c4n4ry").replace("-", "")
    invited = bank.invite(otp=canary)
    phone = bank.phone(pin=canary)
    phone.activate(invited["activationQrCodeData"])
    bank.cloud.refused("POST", f"/v2/registrations/{invited['registrationId']}/commit", {"otp": f"not{canary}"})
    bank.cloud.ok("POST", f"/v2/registrations/{invited['registrationId']}/commit", {"otp": canary})
    for body in (
        {"requestObject": {"pin": canary, "inner": [{"otp": canary}]}},
        {"requestObject": {"id": NOBODY, "data": "A2", "proximityCheck": {"otp": canary, "type": "QR_CODE"}}},
    ):
        validate(phone, body=json.dumps(body).encode())
    validate(phone, body=canary.encode())
    token = phone.create_token("possession_knowledge")
    phone.detail(token)
    push = json.dumps({"requestObject": {"platform": "fcm", "token": canary}}).encode()
    answer = sent(phone, "/api/push/device/register", "/push/device/register", push, "possession")
    assert answer.status_code == 200, answer.text
    user = bank.admin.ok("POST", "/admin/users", {"username": unique("bank")})
    bank.cloud.of(canary, canary).refused("GET", "/admin/users", status=401)
    bank.cloud.of(bank.cloud.username, canary).refused("GET", "/v2/registrations?userId=x", status=401)
    whole = json.dumps(trail.rows())
    assert phone.registration.activation_id in whole
    assert "PUSH_REGISTER" in whole
    secrets = [
        canary,
        user["password"],
        bank.cloud.credentials[1],
        bank.app["appSecret"],
        base64_text.encode(token.secret),
    ]
    assert [secret for secret in secrets if secret in whole] == []


def test_the_trail_is_whole_and_sealed_within_seconds(bank, phone, trail, stack):
    with ThreadPoolExecutor(8) as threads:
        phones = [bank.registered(user_id=bank.user_id) for _ in range(4)]
        list(threads.map(validate, phones * 5))
    validate(phone)
    written = time.monotonic()
    until(lambda: trail.verified().waiting == 0, stack.worker)
    assert time.monotonic() - written < 20
    found = trail.verified()
    assert (found.problem, found.waiting) == (None, 0)
    assert found.head.position == len(trail.rows())
