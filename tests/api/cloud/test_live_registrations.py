"""Registrations over the real servers: each state as document 003 shows it, each change, and each refusal in its words."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from activities.powerauth import activation_code, base64_text, keys
from config.refused import Refused
from tests.api.cloud.conftest import with_application
from tests.e2e.client import unique
from tests.e2e.lapsing import short_lived
from tests.e2e.processes import until

DEVICE = {"name": "iPhone", "platform": "ios", "deviceInfo": "iPhone10,6"}
OK = {"status": "OK"}
SIGNED = ("activationQrCodeData", "activationCodeSignature", "activationCodeSignatures")
UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def create(bank, path="/v2/registrations", **members):
    new = {"userId": unique(), "appId": bank.app_id, **members}
    return bank.ok("POST", path, new)


def address(registration_id, rest=""):
    return f"/v2/registrations/{registration_id}{rest}"


def detail(bank, registration_id):
    return bank.ok("GET", address(registration_id))


def status(bank, registration_id):
    return detail(bank, registration_id)["registrationStatus"]


@pytest.fixture
def registrations(live, phones):
    """Makes registrations of every state."""

    def made(state="ACTIVE", **members):
        created = create(live, **members)
        registration_id = created["registrationId"]
        if state != "CREATED":
            phones.answer(live.app_id, created["activationCode"])
        if state in ("ACTIVE", "BLOCKED"):
            live.ok("POST", address(registration_id, "/commit"), {})
        if state == "BLOCKED":
            live.ok("PUT", address(registration_id), {"change": "BLOCK"})
        if state == "REMOVED":
            live.ok("DELETE", address(registration_id))
        return registration_id

    return made


def check_code(admin, bank, found):
    """The code is well formed, signed by the application's master key, and both make the QR code."""
    code, signature = found["activationCode"], found["activationCodeSignature"]
    assert found["activationQrCodeData"] == f"{code}#{signature}"
    assert activation_code.is_valid(code)
    master = admin.ok("GET", f"/admin/applications/{bank.app_id}")["masterServerPublicKey"]
    trusted = keys.public_key(base64_text.decode(master))
    assert keys.is_signed(trusted, data=code.encode(), signature=base64_text.decode(signature))


def test_a_registration_from_its_code_to_its_removal(live_admin, live, phones):
    before, user_id = time.time() * 1000, unique()
    created = create(live, userId=user_id, flags=["FLAG_1", "FLAG_1"])
    assert created.keys() == {*SIGNED, "activationCode", "registrationId"}
    check_code(live_admin, live, created)
    registration_id = created["registrationId"]
    assert UUID.fullmatch(registration_id)

    found = detail(live, registration_id)
    check_code(live_admin, live, found)
    created_ms, used_ms = found.pop("timestampCreated"), found.pop("timestampLastUsed")
    assert before <= created_ms <= used_ms <= time.time() * 1000
    common = {
        "registrationId": registration_id,
        "applicationId": live.app_id,
        "userId": user_id,
        "flags": ["FLAG_1"],
    }
    code = {name: found[name] for name in created if name != "registrationId"}
    assert code["activationCodeSignatures"].keys() == {"ES384", "ML-DSA-65", "ML-DSA-87"}
    assert found == {**common, "registrationStatus": "CREATED", **code}
    assert code["activationCode"] == created["activationCode"]

    def shown():
        found = detail(live, registration_id)
        assert found.pop("timestampCreated") == created_ms
        assert found.pop("timestampLastUsed") >= used_ms
        return found

    phones.answer(live.app_id, created["activationCode"])
    pending = shown()
    assert re.fullmatch(r"\d{8}", pending.pop("activationFingerprint"))
    assert pending == {**common, **DEVICE, "registrationStatus": "PENDING_COMMIT"}

    assert live.ok("POST", address(registration_id, "/commit"), {"externalUserId": "clerk"}) == OK
    assert shown() == {**common, **DEVICE, "registrationStatus": "ACTIVE"}

    block = {"change": "BLOCK", "externalUserId": "clerk", "blockReason": "LOST"}
    assert live.ok("PUT", address(registration_id), block) == OK
    assert shown() == {**common, **DEVICE, "registrationStatus": "BLOCKED", "blockedReason": "LOST"}

    assert live.ok("PUT", address(registration_id), {"change": "UNBLOCK"}) == OK
    assert shown() == {**common, **DEVICE, "registrationStatus": "ACTIVE"}

    assert live.ok("PUT", address(registration_id), {"change": "BLOCK"}) == OK
    assert shown()["blockedReason"] == "NOT_SPECIFIED"

    assert live.ok("PUT", address(registration_id), {"change": "REMOVE"}) == OK
    assert shown() == {**common, **DEVICE, "registrationStatus": "REMOVED"}


@pytest.mark.parametrize(
    "body", [None, {}, {"externalUserId": None}, {"registrationId": "another", "externalUserId": "clerk"}]
)
def test_a_commit_needs_no_body(live, registrations, body):
    registration_id = registrations("PENDING_COMMIT")
    assert live.ok("POST", address(registration_id, "/commit"), body) == OK
    assert status(live, registration_id) == "ACTIVE"


@pytest.mark.parametrize("state", ["CREATED", "PENDING_COMMIT", "ACTIVE", "BLOCKED"])
def test_a_registration_is_removed_in_any_state(live, registrations, state):
    registration_id = registrations(state)
    assert live.ok("DELETE", address(registration_id)) == OK
    found = detail(live, registration_id)
    assert found["registrationStatus"] == "REMOVED"
    assert ("name" in found) == (state != "CREATED")
    assert "activationCode" not in found


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"registrationId": "x", "externalUserId": "clerk"}},
        {"params": {"externalUserId": "clerk"}},
        {"content": b"nonsense"},
        {"content": b"<html>", "headers": {"Content-Type": "text/html"}},
    ],
)
def test_a_removal_may_come_with_a_body_that_nobody_reads(live, registrations, sent):
    registration_id = registrations("CREATED")
    assert live.ok("DELETE", address(registration_id), **sent) == OK
    assert status(live, registration_id) == "REMOVED"


def test_a_slash_at_the_end_does_not_matter(live, registrations):
    registration_id = registrations("PENDING_COMMIT")
    user_id = detail(live, registration_id)["userId"]
    [listed] = live.ok("GET", "/v2/registrations/", params={"userId": user_id})["registrations"]
    assert listed["registrationId"] == registration_id
    assert live.ok("GET", address(registration_id, "/")) == detail(live, registration_id)
    assert live.ok("POST", address(registration_id, "/commit/"), {}) == OK
    assert live.ok("DELETE", address(registration_id, "/")) == OK


WRONG_STATE = [
    ("CREATED", "POST", "/commit", {}, "Registration cannot be committed, unexpected state: CREATED"),
    ("ACTIVE", "POST", "/commit", {}, "Registration cannot be committed, unexpected state: ACTIVE"),
    ("BLOCKED", "POST", "/commit", {}, "Registration cannot be committed, unexpected state: BLOCKED"),
    ("REMOVED", "POST", "/commit", {}, "Registration cannot be committed, unexpected state: REMOVED"),
    ("CREATED", "PUT", "", {"change": "BLOCK"}, "Activation is CREATED, you can only REMOVE it."),
    ("CREATED", "PUT", "", {"change": "UNBLOCK"}, "Activation is CREATED, you can only REMOVE it."),
    ("PENDING_COMMIT", "PUT", "", {"change": "BLOCK"}, "Activation is PENDING_COMMIT, you can only REMOVE it."),
    ("ACTIVE", "PUT", "", {"change": "UNBLOCK"}, "Activation is ACTIVE, you can only BLOCK or REMOVE it."),
    ("BLOCKED", "PUT", "", {"change": "BLOCK"}, "Activation is BLOCKED, you can only UNBLOCK or REMOVE it."),
    ("REMOVED", "PUT", "", {"change": "REMOVE"}, "Activation is REMOVED, it can no longer be changed."),
    ("REMOVED", "PUT", "", {"change": "UNBLOCK"}, "Activation is REMOVED, it can no longer be changed."),
    ("REMOVED", "DELETE", "", None, "Activation is REMOVED, it can no longer be changed."),
]


@pytest.mark.parametrize(("state", "verb", "rest", "body", "message"), WRONG_STATE)
def test_what_the_state_does_not_allow_is_refused(live, registrations, state, verb, rest, body, message):
    registration_id = registrations(state)
    before = detail(live, registration_id)
    for name in SIGNED:
        before.pop(name, None)
    assert live.refused(verb, address(registration_id, rest), body) == ("ERROR_REGISTRATION_CHANGE", message)
    after = detail(live, registration_id)
    assert before.items() <= after.items()


ADDRESSES = [
    ("GET", "", None, "Registration not found"),
    ("POST", "/commit", {}, "Registration not found"),
    ("PUT", "", {"change": "BLOCK"}, "Registration not found for state change"),
    ("DELETE", "", None, "Registration not found for state change"),
    ("PUT", "/name", {"name": "Mine", "externalUserId": "clerk"}, "Registration not found"),
    ("POST", "/flags", {"flags": ["A"]}, "Registration not found"),
    ("POST", "/flags/remove", {"flags": ["A"]}, "Registration not found"),
]


@pytest.mark.parametrize(("verb", "rest", "body", "message"), ADDRESSES)
def test_registrations_of_others_and_of_nobody_are_not_found(
    live_admin, live, registrations, verb, rest, body, message
):
    not_found = ("ERROR_REGISTRATION_NOT_FOUND", message)
    registration_id = registrations("PENDING_COMMIT")
    before = detail(live, registration_id)
    other = with_application(live_admin)
    assert other.refused(verb, address(registration_id, rest), body) == not_found
    assert live.refused(verb, address("8819ac31-ad29-40d1-ac60-1b54293abe61", rest), body) == not_found
    assert live.refused(verb, address("no id at all", rest), body) == not_found
    assert detail(live, registration_id) == before


def test_two_users_of_one_application_see_the_same_and_lose_sight_with_their_access(live_admin, live, registrations):
    registration_id = registrations("ACTIVE")
    user_id = detail(live, registration_id)["userId"]
    other = with_application(live_admin)
    asked = {"params": {"userId": user_id}}
    assert other.ok("GET", "/v2/registrations", **asked) == {"registrations": []}
    access = f"/admin/users/{other.username}/applications/{live.app_id}"
    live_admin.ok("POST", access)
    assert detail(other, registration_id) == detail(live, registration_id)
    assert other.ok("GET", "/v2/registrations", **asked) == live.ok("GET", "/v2/registrations", **asked)
    live_admin.ok("DELETE", access)
    assert other.refused("GET", address(registration_id))[0] == "ERROR_REGISTRATION_NOT_FOUND"
    assert other.ok("GET", "/v2/registrations", **asked) == {"registrations": []}


def test_only_in_an_application_of_ones_own_a_registration_is_created(live_admin, live):
    other = with_application(live_admin)
    for app_id in (other.app_id, "unknown"):
        new = {"userId": unique(), "appId": app_id}
        assert live.refused("POST", "/v2/registrations", new) == (
            "ERROR_REGISTRATION_NOT_FOUND",
            "Application not found",
        )
        assert other.ok("GET", "/v2/registrations", params={"userId": new["userId"]}) == {"registrations": []}


def test_a_list_shows_the_newest_first_page_by_page(live, registrations):
    user_id = unique()
    made = [
        registrations(state, userId=user_id) for state in ("BLOCKED", "ACTIVE", "PENDING_COMMIT", "CREATED", "REMOVED")
    ]
    made.reverse()

    def listed(**params):
        return live.ok("GET", "/v2/registrations", params={"userId": user_id, **params})["registrations"]

    def ids(**params):
        return [one["registrationId"] for one in listed(**params)]

    assert ids() == ids(removed=False) == made[1:]
    assert ids(removed="true") == made
    assert [ids(removed="true", pageSize=2, pageNumber=page) for page in range(4)] == [
        made[:2],
        made[2:4],
        made[4:],
        [],
    ]
    assert ids(pageSize=500) == made[1:]
    created, pending, active, blocked = listed()
    common = {"registrationId", "registrationStatus", "applicationId", "flags", "timestampCreated", "timestampLastUsed"}
    assert created.keys() == common
    assert pending.keys() == active.keys() == common | DEVICE.keys()
    assert blocked.keys() == common | DEVICE.keys() | {"blockedReason"}
    statuses = [one["registrationStatus"] for one in listed(removed="true")]
    assert statuses == ["REMOVED", "CREATED", "PENDING_COMMIT", "ACTIVE", "BLOCKED"]


def test_the_list_of_an_unknown_user_is_empty(live):
    assert live.ok("GET", "/v2/registrations", params={"userId": unique()}) == {"registrations": []}


def test_a_second_registration_is_refused_only_while_the_first_is_in_progress_and_only_on_request(live, phones):
    asked, user_id = "/v2/registrations?incompleteStatusCheck=true", unique()
    refusal = ("ERROR_REGISTRATION_NOT_ALLOWED", "Registration is already in progress")
    new = {"userId": user_id, "appId": live.app_id}
    first = live.ok("POST", asked, new)
    assert live.refused("POST", asked, new) == refusal
    phones.answer(live.app_id, first["activationCode"])
    assert live.refused("POST", asked, new) == refusal
    assert live.ok("POST", asked, {**new, "userId": unique()})
    assert live.ok("POST", "/v2/registrations?incompleteStatusCheck=false", new)
    [second, _] = live.ok("GET", "/v2/registrations", params={"userId": user_id})["registrations"]
    live.ok("DELETE", address(second["registrationId"]))
    live.ok("POST", address(first["registrationId"], "/commit"))
    assert live.ok("POST", asked, new)


def test_names_and_flags(live, registrations):
    registration_id = registrations("ACTIVE", flags=["ONE"])
    name = {"name": "Žluťoučký telefon", "externalUserId": "clerk"}
    assert live.ok("PUT", address(registration_id, "/name"), name) == OK
    assert live.ok("POST", address(registration_id, "/flags"), {"flags": ["TWO", "ONE", "TWO", "THREE"]}) == OK
    found = detail(live, registration_id)
    assert (found["name"], found["flags"]) == ("Žluťoučký telefon", ["ONE", "TWO", "THREE"])
    for _ in range(2):
        assert live.ok("POST", address(registration_id, "/flags/remove"), {"flags": ["TWO", "FOUR"]}) == OK
        assert detail(live, registration_id)["flags"] == ["ONE", "THREE"]
    live.ok("DELETE", address(registration_id))
    assert live.refused("PUT", address(registration_id, "/name"), name)[0] == "ERROR_REGISTRATION_CHANGE"


def test_a_registration_expires_when_its_caller_says(live):
    def made(deadline_ms):
        found = create(live, timestampRegistrationExpire=deadline_ms)
        assert status(live, found["registrationId"]) == "CREATED"
        return found

    created = short_lived(made)
    until(lambda: status(live, created["registrationId"]) == "REMOVED")
    found = detail(live, created["registrationId"])
    assert "activationCode" not in found
    expected = ("ERROR_REGISTRATION_CHANGE", "Registration cannot be committed, unexpected state: REMOVED")
    assert live.refused("POST", address(created["registrationId"], "/commit")) == expected
    assert live.ok("GET", "/v2/registrations", params={"userId": found["userId"]}) == {"registrations": []}


def time_away(days, form):
    """A time so many days from now, as text of that form; null: as milliseconds."""
    at = datetime.now(UTC) + timedelta(days=days)
    return int(at.timestamp() * 1000) if form is None else at.strftime(form)


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.123+0100", None])
def test_times_are_read_as_text_and_as_milliseconds(live, form):
    created = create(live, timestampRegistrationExpire=time_away(300, form))
    assert status(live, created["registrationId"]) == "CREATED"
    late = {"userId": unique(), "appId": live.app_id, "timestampRegistrationExpire": time_away(400, form)}
    assert live.refused("POST", "/v2/registrations", late)[0] == "ERROR_REQUEST"


# What is agreed at creation; the one-time passwords that the device and the bank send; the status that follows each.
OTP = "12345678"
AGREED = [
    ({}, None, None, "PENDING_COMMIT", "ACTIVE"),
    ({}, OTP, None, None, None),
    ({}, None, OTP, "PENDING_COMMIT", "ERROR_REQUEST"),
    ({"commitPhase": "ON_COMMIT", "otp": OTP}, None, OTP, "PENDING_COMMIT", "ACTIVE"),
    ({"otp": OTP}, None, OTP, "PENDING_COMMIT", "ACTIVE"),
    ({"otp": OTP}, None, None, "PENDING_COMMIT", "ERROR_REQUEST"),
    ({"otp": OTP}, None, "wrong", "PENDING_COMMIT", "ERROR_REGISTRATION_CHANGE"),
    ({"otp": OTP}, OTP, OTP, None, None),
    ({"commitPhase": "ON_KEY_EXCHANGE"}, None, None, "ACTIVE", "ERROR_REGISTRATION_CHANGE"),
    ({"commitPhase": "ON_KEY_EXCHANGE"}, OTP, None, None, None),
    ({"commitPhase": "ON_KEY_EXCHANGE", "otp": OTP}, OTP, None, "ACTIVE", "ERROR_REGISTRATION_CHANGE"),
    ({"commitPhase": "ON_KEY_EXCHANGE", "otp": OTP}, None, None, None, None),
    ({"commitPhase": "ON_KEY_EXCHANGE", "otp": OTP}, "wrong", None, None, None),
    ({"otpValidation": "ON_COMMIT", "otp": OTP}, None, OTP, "PENDING_COMMIT", "ACTIVE"),
    ({"otpValidation": "ON_KEY_EXCHANGE", "otp": OTP}, OTP, None, "ACTIVE", "ERROR_REGISTRATION_CHANGE"),
    ({"activationOtpValidation": "ON_KEY_EXCHANGE", "otp": OTP}, OTP, None, "ACTIVE", "ERROR_REGISTRATION_CHANGE"),
    ({"otpValidation": "NONE"}, None, None, "PENDING_COMMIT", "ACTIVE"),
    ({"otpValidation": "NONE", "commitPhase": "ON_KEY_EXCHANGE"}, None, None, "ACTIVE", "ERROR_REGISTRATION_CHANGE"),
]


@pytest.mark.parametrize(("agreed", "device_otp", "commit_otp", "exchanged", "committed"), AGREED)
def test_one_time_passwords_and_commit_phases(live, phones, agreed, device_otp, commit_otp, exchanged, committed):
    created = create(live, **agreed)
    registration_id = created["registrationId"]
    if exchanged is None:
        with pytest.raises(Refused):
            phones.answer(live.app_id, created["activationCode"], otp=device_otp)
        assert status(live, registration_id) == "CREATED"
        return
    phones.answer(live.app_id, created["activationCode"], otp=device_otp)
    assert status(live, registration_id) == exchanged
    commit = {} if commit_otp is None else {"otp": commit_otp}
    if committed == "ACTIVE":
        assert live.ok("POST", address(registration_id, "/commit"), commit) == OK
        assert status(live, registration_id) == "ACTIVE"
    else:
        assert live.refused("POST", address(registration_id, "/commit"), commit)[0] == committed
        assert status(live, registration_id) == exchanged


def test_the_fifth_wrong_password_removes_the_registration(live, phones):
    created = create(live, otp=OTP)
    registration_id = created["registrationId"]
    phones.answer(live.app_id, created["activationCode"])
    for _ in range(5):
        assert status(live, registration_id) == "PENDING_COMMIT"
        wrong = live.refused("POST", address(registration_id, "/commit"), {"otp": "87654321"})
        assert wrong[0] == "ERROR_REGISTRATION_CHANGE"
        assert OTP not in wrong[1]
    found = detail(live, registration_id)
    assert (found["registrationStatus"], found["blockedReason"]) == ("REMOVED", "OTP_MAX_FAILED_ATTEMPTS")
    assert live.refused("POST", address(registration_id, "/commit"), {"otp": OTP})[0] == "ERROR_REGISTRATION_CHANGE"
