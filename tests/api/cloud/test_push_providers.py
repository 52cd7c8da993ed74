"""Credentials at push providers, as an administrator keeps them: what is given is not shown again."""

import pytest

from tests.api.cloud.push_credentials import ACCOUNT, P256, P384, RSA

SHOWN_APNS = {"teamId": "A1B2C3D4E5", "keyId": "F6G7H8I9J0", "bundle": "com.example.bank", "environment": "production"}
APNS = {**SHOWN_APNS, "privateKey": P256}
FCM = {"serviceAccount": ACCOUNT}
SHOWN_FCM = {"projectId": "bank", "clientEmail": ACCOUNT["client_email"], "privateKeyId": "0123456789abcdef"}

KINDS = {"apns": (APNS, SHOWN_APNS), "fcm": (FCM, SHOWN_FCM)}


@pytest.mark.parametrize("kind", KINDS)
def test_credentials_are_kept_and_never_shown(admin, bank, kind):
    given, shown = KINDS[kind]
    address = f"/admin/applications/{bank.app_id}/push/{kind}"
    missing = ("ERROR_ADMIN", "Push provider not found")
    assert admin.refused("GET", address) == missing
    for _ in range(2):
        assert admin.ok("PUT", address, given) == shown
        response = admin.send("GET", address)
        assert response.json() == shown
        assert "PRIVATE" not in response.text
    assert admin.ok("DELETE", address) == {"status": "OK"}
    assert admin.refused("GET", address) == missing
    assert admin.refused("DELETE", address) == missing


def test_credentials_are_replaced(admin, bank):
    address = f"/admin/applications/{bank.app_id}/push/apns"
    admin.ok("PUT", address, APNS)
    changed = {"bundle": "com.example.other", "environment": "development"}
    assert admin.ok("PUT", address, {**APNS, **changed}) == {**SHOWN_APNS, **changed}
    assert admin.ok("GET", address) == {**SHOWN_APNS, **changed}


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_application_has_no_credentials(admin, kind):
    address = f"/admin/applications/unknown/push/{kind}"
    for verb, body in (("PUT", KINDS[kind][0]), ("GET", None), ("DELETE", None)):
        assert admin.refused(verb, address, body) == ("ERROR_ADMIN", "Application not found")


@pytest.mark.parametrize("kind", KINDS)
def test_only_administrators_are_let_in(bank, kind):
    address = f"/admin/applications/{bank.app_id}/push/{kind}"
    for verb, body in (("PUT", KINDS[kind][0]), ("GET", None), ("DELETE", None)):
        assert bank.refused(verb, address, body, status=401)[0] == "HTTP_401"


INVALID = [
    ("apns", {}),
    *(("apns", {name: value for name, value in APNS.items() if name != left_out}) for left_out in APNS),
    ("apns", {**APNS, "environment": "staging"}),
    ("apns", {**APNS, "teamId": 7}),
    ("apns", {**APNS, "teamId": "A 1"}),
    ("apns", {**APNS, "keyId": ""}),
    ("apns", {**APNS, "bundle": "com/example"}),
    ("apns", {**APNS, "privateKey": "a key that is none"}),
    ("apns", {**APNS, "privateKey": P384}),
    ("apns", {**APNS, "privateKey": RSA}),
    ("apns", {**APNS, "privateKey": P256 + " " * 20_000}),
    ("fcm", {}),
    ("fcm", {"serviceAccount": "text"}),
    *(
        ("fcm", {"serviceAccount": {name: value for name, value in ACCOUNT.items() if name != left_out}})
        for left_out in ("project_id", "private_key_id", "private_key", "client_email")
    ),
    ("fcm", {"serviceAccount": {**ACCOUNT, "project_id": "a/b"}}),
    ("fcm", {"serviceAccount": {**ACCOUNT, "private_key": P256}}),
    ("fcm", {"serviceAccount": {**ACCOUNT, "private_key": "a key that is none"}}),
]


@pytest.mark.parametrize(("kind", "body"), INVALID)
def test_what_cannot_be_credentials_is_refused_and_not_repeated(admin, bank, kind, body):
    address = f"/admin/applications/{bank.app_id}/push/{kind}"
    response = admin.send("PUT", address, body)
    assert response.status_code == 400
    assert response.json()["responseObject"]["code"] == "ERROR_REQUEST"
    assert "PRIVATE" not in response.text
    assert "a key that is none" not in response.text
    assert admin.refused("GET", address)[0] == "ERROR_ADMIN"
