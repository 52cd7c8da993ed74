"""Passkeys of users at the API: asked for, registered once, listed, removed; what is wrong has its code, and is no fault here."""

import cbor2
import pytest
from sqlmodel import col, select

from activities.store.tables import AuditRow
from tests.activities.passkeys.authenticator import (
    BACKED_UP,
    PRESENT,
    RP_ID,
    VERIFIED,
    Authenticator,
    b64,
)
from tests.e2e.client import unique


@pytest.fixture
def authenticator():
    return Authenticator()


def options(nextstep, user_id, **members):
    return nextstep.ok("POST", "/passkey/options", {"userId": user_id, **members})["publicKey"]


def register(nextstep, user_id, credential, **members):
    return nextstep.ok("POST", "/passkey", {"userId": user_id, "credential": credential, **members})


def refusal(nextstep, path, body):
    """Code and message of what is refused."""
    response = nextstep.ask("POST", path, body)
    assert response.status_code == 400, response.text
    found = response.json()["responseObject"]
    return found["code"], found["message"]


def listed(nextstep, user_id, *, removed=False):
    found = nextstep.ok("POST", "/passkey/list", {"userId": user_id, "includeRemoved": removed})
    assert nextstep.ok("GET", "/passkey", params={"userId": user_id, "includeRemoved": str(removed).lower()}) == found
    return found["passkeys"]


def test_a_passkey_is_registered_listed_and_removed(nextstep, user_id, authenticator):
    asked = options(nextstep, user_id, userName="anna", displayName="Anna")
    assert (asked["rp"], asked["user"]["name"], asked["user"]["displayName"]) == (
        {"id": RP_ID, "name": "The Bank"},
        "anna",
        "Anna",
    )
    credential = authenticator.create(asked)
    body = {"userId": user_id, "credential": credential, "passkeyName": "My laptop"}
    made = nextstep.ok("POST", "/passkey", body)
    assert (made["passkeyStatus"], made["passkeyName"], made["signCount"]) == ("ACTIVE", "My laptop", 1)
    assert (made["credentialId"], made["transports"]) == (b64(authenticator.credential_id), ["hybrid", "internal"])
    assert (made["backupEligible"], made["backedUp"], made["timestampLastUsed"]) == (False, False, None)
    assert listed(nextstep, user_id) == [made]
    [excluded] = options(nextstep, user_id)["excludeCredentials"]
    assert excluded["id"] == made["credentialId"]
    asked = {"userId": user_id, "passkeyId": made["passkeyId"]}
    assert nextstep.ok("POST", "/passkey/delete", asked)["passkeyStatus"] == "REMOVED"
    assert listed(nextstep, user_id) == []
    assert [one["passkeyStatus"] for one in listed(nextstep, user_id, removed=True)] == ["REMOVED"]
    assert nextstep.refused("POST", "/passkey/delete", asked) == "PASSKEY_NOT_FOUND"


def test_an_unknown_user_is_asked_as_a_known_one_is(nextstep, user_id):
    known, unknown = (options(nextstep, one) for one in (user_id, unique()))
    assert known.keys() == unknown.keys()
    assert known["excludeCredentials"] == unknown["excludeCredentials"] == []
    assert listed(nextstep, unique()) == []


def test_all_passkeys_of_a_user_have_one_handle(nextstep, user_id, authenticator):
    first = options(nextstep, user_id)
    register(nextstep, user_id, authenticator.create(first))
    assert options(nextstep, user_id)["user"]["id"] == first["user"]["id"]
    assert options(nextstep, unique())["user"]["id"] != first["user"]["id"]


WRONG = {
    "another ceremony": ("TYPE", {"client_data": {"type": "webauthn.get"}}),
    "a payment": ("TYPE", {"client_data": {"type": "payment.get"}}),
    "a challenge nobody made": ("CHALLENGE", {"client_data": {"challenge": b64(b"c" * 32)}}),
    "another page": ("ORIGIN", {"client_data": {"origin": "https://evil.example"}}),
    "a page within another site's": ("ORIGIN", {"client_data": {"crossOrigin": True}}),
    "another domain": ("RELYING_PARTY", {"rp_id": "evil.example"}),
    "nobody there": ("USER_PRESENCE", {"flags": VERIFIED | 0x40}),
    "nobody verified": ("USER_VERIFICATION", {"flags": PRESENT | 0x40}),
    "a backup of what cannot be": ("BACKUP_STATE", {"flags": PRESENT | VERIFIED | BACKED_UP | 0x40}),
    "no key": ("MALFORMED", {"flags": PRESENT | VERIFIED, "attested": b""}),
    "another credential's id": ("MALFORMED", {"credential": {"id": b64(b"another")}}),
    "a key off its curve": ("ATTESTATION", {"cose": {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}}),
    "a key of an unknown kind": ("ATTESTATION", {"cose": {1: 99, 3: -7}}),
    "an algorithm that was not asked for": (
        "ATTESTATION",
        {"cose": {1: 2, 3: -36, -1: 3, -2: b"x" * 66, -3: b"y" * 66}},
    ),
    "a key of another kind than its algorithm's": (
        "ATTESTATION",
        {"cose": {1: 3, 3: -7, -1: b"\xff" * 256, -2: b"\x03"}},
    ),
    "a key that is no map": ("ATTESTATION", {"cose": [1, 2]}),
    "an attestation of an unknown kind": ("ATTESTATION", {"fmt": "fancy"}),
    "a statement that vouches for nothing": ("ATTESTATION", {"fmt": "packed", "statement": {"alg": -7, "sig": b"no"}}),
    "no attestation": ("MALFORMED", {"attestation": b"\xff"}),
    "an attestation that is no map": ("MALFORMED", {"attestation": cbor2.dumps([1])}),
    "deep nesting": ("MALFORMED", {"attestation": b"\x81" * 5000}),
    "client data that are no JSON": ("MALFORMED", {"client_data_json": b"{"}),
    "client data that are no object": ("MALFORMED", {"client_data_json": b"[]"}),
    "client data that are no text": ("MALFORMED", {"client_data_json": b"\xff\xff"}),
    "client data without a page": ("MALFORMED", {"client_data": {"origin": None}}),
    "a challenge that is no text": ("MALFORMED", {"client_data": {"challenge": 1}}),
    "base64 with stray bits": ("MALFORMED", {"response": {"attestationObject": "AB"}}),
}


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_has_its_code_and_registers_nothing(nextstep, user_id, authenticator, name):
    failure, changes = WRONG[name]
    credential = authenticator.create(options(nextstep, user_id), **changes)
    found = refusal(nextstep, "/passkey", {"userId": user_id, "credential": credential})
    assert found == ("PASSKEY_INVALID", f"Passkey is invalid, cause: {failure}")
    assert listed(nextstep, user_id, removed=True) == []


VIOLATIONS = {
    "no credential": {},
    "no id": {"credential": {"id": None}},
    "an id that is no base64url": {"credential": {"id": "a+b="}},
    "another type": {"credential": {"type": "password"}},
    "no client data": {"response": {"clientDataJSON": None}},
    "too much": {"response": {"attestationObject": "A" * 70_000}},
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_members_that_cannot_be_read_are_violations(nextstep, user_id, authenticator, name):
    body = {"userId": user_id, "credential": authenticator.create(options(nextstep, user_id), **VIOLATIONS[name])}
    if name == "no credential":
        del body["credential"]
    assert nextstep.refused("POST", "/passkey", body) == "REQUEST_VALIDATION_FAILED"


def test_a_challenge_is_answered_once_by_its_user_and_a_copy_is_told_the_same(nextstep, user_id, authenticator):
    asked = options(nextstep, user_id)
    body = {"userId": user_id, "credential": authenticator.create(asked)}
    assert "CHALLENGE" in refusal(nextstep, "/passkey", {**body, "userId": unique()})[1]
    made = nextstep.ok("POST", "/passkey", body)
    assert "CHALLENGE" in refusal(nextstep, "/passkey", body)[1]
    body["credential"], key = Authenticator().create(options(nextstep, user_id)), {"Idempotency-Key": unique("key")}
    first, copy = (nextstep.ok("POST", "/passkey", body, headers=key) for _ in range(2))
    assert first == copy != made


def test_a_credential_is_registered_once(nextstep, user_id, authenticator):
    for one, code in ((user_id, None), (unique(), "PASSKEY_ALREADY_EXISTS")):
        body = {"userId": one, "credential": authenticator.create(options(nextstep, one))}
        if code is None:
            nextstep.ok("POST", "/passkey", body)
        else:
            assert nextstep.refused("POST", "/passkey", body) == code


def test_a_user_who_is_blocked_gets_none(nextstep, user_id, authenticator):
    body = {"userId": user_id, "credential": authenticator.create(options(nextstep, user_id))}
    nextstep.ok("POST", "/user/block", {"userId": user_id})
    assert nextstep.refused("POST", "/passkey", body) == "USER_IDENTITY_NOT_ACTIVE"


def test_nobody_removes_another_users(nextstep, user_id, authenticator):
    body = {"userId": user_id, "credential": authenticator.create(options(nextstep, user_id))}
    made = nextstep.ok("POST", "/passkey", body)
    asked = {"userId": unique(), "passkeyId": made["passkeyId"]}
    assert nextstep.refused("POST", "/passkey/delete", asked) == "PASSKEY_NOT_FOUND"


def test_a_removed_user_has_none(nextstep, user_id, authenticator):
    nextstep.ok("POST", "/passkey", {"userId": user_id, "credential": authenticator.create(options(nextstep, user_id))})
    nextstep.ok("POST", "/user/delete", {"userId": user_id})
    assert [one["passkeyStatus"] for one in listed(nextstep, user_id, removed=True)] == ["REMOVED"]


def test_a_signature_needs_its_operation(nextstep, user_id, authenticator):
    asked = options(nextstep, user_id)
    nextstep.ok("POST", "/passkey", {"userId": user_id, "credential": authenticator.create(asked)})
    body = {"operationId": unique(), "credential": authenticator.get({"challenge": b64(b"c" * 64)})}
    for path, said in (("/auth/passkey", body), ("/auth/passkey/options", {"operationId": body["operationId"]})):
        assert nextstep.refused("POST", path, said) == "OPERATION_NOT_FOUND"


UNREADABLE = {
    "client data that are no JSON": {"client_data_json": b"{"},
    "short data": {"data": b"\0" * 36},
    "data that go on": {"data": b"\0" * 40},
    "extensions that are none": {"data": b"\0" * 32 + b"\x85" + b"\0" * 4 + b"\xff"},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_signature_that_cannot_be_read_is_not_counted(nextstep, authenticator, name):
    credential = authenticator.get({"challenge": b64(b"c" * 64)}, **UNREADABLE[name])
    found = refusal(nextstep, "/auth/passkey", {"operationId": unique(), "credential": credential})
    assert found == ("PASSKEY_INVALID", "Passkey is invalid, cause: MALFORMED")


def test_the_trail_tells_what_was_registered_refused_and_removed(nextstep, app, user_id, authenticator):
    wrong = {"userId": user_id, "credential": authenticator.create(options(nextstep, user_id), flags=PRESENT | 0x40)}
    assert nextstep.refused("POST", "/passkey", wrong) == "PASSKEY_INVALID"
    body = {"userId": user_id, "credential": authenticator.create(options(nextstep, user_id))}
    made = nextstep.ok("POST", "/passkey", body)
    nextstep.ok("POST", "/passkey/delete", {"userId": user_id, "passkeyId": made["passkeyId"]})
    with app.extensions["nextstep"].database.read() as session:
        action = col(AuditRow.action)
        rows = select(action, col(AuditRow.result)).where(col(AuditRow.user_id) == user_id, action.like("PASSKEY%"))
        found = [tuple(row) for row in session.connection().execute(rows.order_by(col(AuditRow.id)))]
    assert found == [("PASSKEY_REGISTER", "FAILED"), ("PASSKEY_REGISTER", "OK"), ("PASSKEY_REMOVE", "OK")]
