"""Who tries names and passwords sees the same, whatever is wrong with them, after the same requests."""

import pytest

STEP = {"operationId": "an-operation", "authMethod": "USERNAME_PASSWORD_AUTH", "authStepResult": "AUTH_FAILED"}
REQUESTS = ["POST /user/lookup/single", "POST /auth/credential", "PUT /operation"]


def failed(status):
    return {"authenticationResult": "FAILED", "credentialStatus": status, "operationFailed": False}


def send(api, reader):
    """Sends the form; what the API is asked by it."""
    reader.begin()
    before = len(api.asked)
    reader.act("password", username="u", password="p")
    return [one for one in api.asked[before:] if one[0] != "GET /operation/detail"]


@pytest.mark.parametrize(
    "answers",
    [
        {"POST /user/lookup/single": "USER_IDENTITY_NOT_FOUND", "POST /auth/credential": "USER_IDENTITY_NOT_FOUND"},
        {"POST /user/lookup/single": "REQUEST_VALIDATION_FAILED", "POST /auth/credential": "USER_IDENTITY_NOT_FOUND"},
        {"POST /auth/credential": "CREDENTIAL_NOT_FOUND"},
        {"POST /auth/credential": failed("ACTIVE")},
        # Just blocked, blocked before, and of a user who is blocked himself.
        {"POST /auth/credential": failed("BLOCKED_TEMPORARY")},
        {"POST /auth/credential": failed("BLOCKED_PERMANENT")},
        {"POST /auth/credential": {**failed("ACTIVE"), "userIdentityStatus": "BLOCKED"}},
    ],
)
def test_nobody_sees_what_is_wrong(api, reader, answers):
    api.answers |= answers
    asked = send(api, reader)
    assert [name for name, _, _ in asked] == REQUESTS
    assert "updateOperation" not in asked[1][1]
    assert asked[2][1] == STEP
    assert "User name or password are wrong, or the password is blocked." in reader.page
    assert "Unblock the password" in reader.page


def test_a_name_that_there_is_not_is_never_let_in(api, reader):
    api.answers |= {
        "POST /user/lookup/single": "USER_IDENTITY_NOT_FOUND",
        "POST /auth/credential": {"authenticationResult": "SUCCEEDED"},
    }
    assert send(api, reader)[2][1] == STEP


def test_a_right_password_is_the_engines_step(api, reader):
    api.answers["POST /auth/credential"] = {"authenticationResult": "SUCCEEDED"}
    asked = send(api, reader)
    assert [name for name, _, _ in asked] == [*REQUESTS[:2], "POST /auth/credential"]
    assert asked[2][1] == {**asked[1][1], "updateOperation": True, "authMethod": STEP["authMethod"]}
    assert asked[1][2]["Idempotency-Key"] != asked[2][2]["Idempotency-Key"]


def test_the_clerk_leads_back_to_the_flow(api, reader):
    api.answers["POST /auth/credential"] = failed("BLOCKED_PERMANENT")
    send(api, reader)
    path = reader.path
    reader.send("/demo/unblock")
    assert reader.path == path
    assert "POST /credential/unblock" in api.names()
