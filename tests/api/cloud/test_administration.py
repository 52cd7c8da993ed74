"""Users, applications and versions, as an administrator keeps them."""

import time

import pytest

from activities.powerauth import base64_text, elliptic_curve, sdk_config
from tests.e2e.client import unique

ALL = ["EC_P384", "EC_P384_ML_L3", "EC_P384_ML_L5"]


def test_a_user_is_created_with_a_password_that_is_shown_once(admin):
    name = unique("bank")
    made = admin.ok("POST", "/admin/users", {"username": name})
    assert len(made.pop("password")) >= 12
    assert made == {"username": name, "enabled": True, "role": ["ROLE_USER"], "applications": []}
    assert admin.ok("GET", f"/admin/users/{name}") == made
    assert made in admin.ok("GET", "/admin/users")["users"]


def test_a_reset_password_is_another_one(admin, bank):
    reset = admin.ok("POST", f"/admin/users/{bank.username}/password")
    assert reset.pop("password") != bank.credentials[1]
    assert reset == admin.ok("GET", f"/admin/users/{bank.username}")


def test_an_application_is_created_with_all_that_an_app_needs(admin):
    name = unique("app")
    made = admin.ok("POST", "/admin/applications", {"id": name, "roles": ["ONE", "TWO", "ONE"]})
    assert (made["id"], made["roles"]) == (name, ["ONE", "TWO"])
    assert made["serviceBaseUrl"] == "https://bank.test/enrollment-server"
    config = sdk_config.read(made["mobileSdkConfig"])
    assert (config.application_key, config.application_secret) == (made["appKey"], made["appSecret"])
    assert base64_text.encode(elliptic_curve.public_bytes(config.master_public_key)) == made["masterServerPublicKey"]
    assert len(made["mobileSdkConfig"]) == 6396
    assert {one.value for one in config.ml_dsa_keys} == {"ML-DSA-65", "ML-DSA-87"}
    assert config.p384_key is not None
    assert admin.ok("GET", f"/admin/applications/{name}") == made
    listed = admin.ok("GET", "/admin/applications")["applications"]
    assert {"id": name, "roles": ["ONE", "TWO"]} in listed
    assert made["appSecret"] not in str(listed)


@pytest.mark.parametrize(("asked", "told"), [({}, "3.1"), ({"leastProtocolVersion": "3.3"}, "3.3")])
def test_an_application_says_by_which_versions_of_the_protocol_its_phones_are_served(admin, asked, told):
    name = unique("app")
    address = f"/admin/applications/{name}"
    assert admin.ok("POST", "/admin/applications", {"id": name, **asked})["leastProtocolVersion"] == told
    assert admin.ok("GET", address)["leastProtocolVersion"] == told
    changed = admin.ok("PUT", address, {"leastProtocolVersion": "3.2"})
    assert changed["leastProtocolVersion"] == "3.2"
    assert admin.ok("GET", address) == changed
    for wrong in ({}, {"leastProtocolVersion": "2.1"}, {"leastProtocolVersion": 3.1}):
        assert admin.refused("PUT", address, wrong)[0] == "ERROR_REQUEST"
    assert admin.ok("GET", address) == changed


@pytest.mark.parametrize(
    ("asked", "told"),
    [({}, ALL), ({"supportedAlgorithms": [ALL[2], ALL[0]]}, [ALL[0], ALL[2]]), ({"supportedAlgorithms": []}, [])],
)
def test_an_application_says_which_algorithms_registrations_by_protocol_4_may_be_of(admin, asked, told):
    name = unique("app")
    address = f"/admin/applications/{name}"
    made = admin.ok("POST", "/admin/applications", {"id": name, **asked})
    assert made["supportedAlgorithms"] == told
    assert admin.ok("GET", address) == made
    changed = admin.ok("PUT", address, {"supportedAlgorithms": [ALL[1]]})
    assert changed == {**made, "supportedAlgorithms": [ALL[1]]}
    both = admin.ok("PUT", address, {"supportedAlgorithms": [], "leastProtocolVersion": "4.0"})
    assert both == {**made, "supportedAlgorithms": [], "leastProtocolVersion": "4.0"}
    for wrong in (["EC_P256"], ["ML_L3"], ["ec_p384"], [1], "EC_P384", [*ALL, ALL[0]]):
        assert admin.refused("PUT", address, {"supportedAlgorithms": wrong})[0] == "ERROR_REQUEST"
        assert admin.refused("POST", "/admin/applications", {"id": unique("app"), "supportedAlgorithms": wrong})
    assert admin.ok("GET", address) == both


def test_versions_of_an_application(admin, bank):
    address = f"/admin/applications/{bank.app_id}/versions"
    made = admin.ok("POST", address, {"name": "2.0"})
    assert made["supported"] is True
    config = sdk_config.read(made["mobileSdkConfig"])
    assert (config.application_key, config.application_secret) == (made["appKey"], made["appSecret"])
    default, second = admin.ok("GET", address)["versions"]
    assert (default["name"], second) == ("default", made)
    whole = admin.ok("GET", f"/admin/applications/{bank.app_id}")
    assert default["mobileSdkConfig"] == whole["mobileSdkConfig"]
    for supported in (False, False, True):
        changed = admin.ok("PUT", f"{address}/2.0", {"supported": supported})
        assert changed == {**made, "supported": supported}
        assert admin.ok("GET", address)["versions"][1] == changed


def config_of(answer):
    config = sdk_config.read(answer["mobileSdkConfig"])
    assert (config.application_key, config.application_secret) == (answer["appKey"], answer["appSecret"])
    return base64_text.encode(elliptic_curve.public_bytes(config.master_public_key))


def test_a_version_gets_other_keys_and_says_which_ones_are_taken_still(admin, bank):
    address = f"/admin/applications/{bank.app_id}"
    before = admin.ok("GET", address)
    rotated = admin.ok("POST", f"{address}/versions/default/rotate", {"formerValidSeconds": 3600})
    until = rotated.pop("timestampFormerExpires")
    assert time.time() + 3500 < until / 1000 < time.time() + 3700
    assert rotated["formerKeys"] == [{"appKey": before["appKey"], "timestampExpires": until}]
    assert rotated["appKey"] != before["appKey"]
    assert config_of(rotated) == before["masterServerPublicKey"]
    assert admin.ok("GET", f"{address}/versions")["versions"] == [rotated]
    after = admin.ok("GET", address)
    assert after == {**before, **{name: rotated[name] for name in ("appKey", "appSecret", "mobileSdkConfig")}}
    at_once = admin.ok("POST", f"{address}/versions/default/rotate", {"formerValidSeconds": 0})
    assert at_once["formerKeys"] == []


def test_an_application_gets_another_master_key_and_says_until_when_the_former_one_signs(admin, bank):
    address = f"/admin/applications/{bank.app_id}"
    before = admin.ok("GET", address)
    rotated = admin.ok("POST", f"{address}/rotate", {"formerValidSeconds": 3600})
    assert config_of(rotated) == rotated["masterServerPublicKey"]
    assert rotated["timestampFormerExpires"] - rotated["timestampFormerSigns"] == 1800_000
    until = rotated.pop("timestampFormerExpires")
    assert admin.ok("GET", address) == rotated
    [version] = admin.ok("GET", f"{address}/versions")["versions"]
    assert version["formerKeys"] == [{"appKey": before["appKey"], "timestampExpires": until}]
    at_once = admin.ok("POST", f"{address}/rotate", {"formerValidSeconds": 0, "formerSignsSeconds": 0})
    assert "timestampFormerSigns" not in at_once
    assert len({one["masterServerPublicKey"] for one in (before, rotated, at_once)}) == 3


@pytest.mark.parametrize(
    "body",
    [
        {"formerValidSeconds": -1},
        {"formerValidSeconds": 400 * 86_400},
        {"formerValidSeconds": "3600"},
        {"formerValidSeconds": 60, "formerSignsSeconds": 61},
        {"formerSignsSeconds": -1},
    ],
)
def test_a_time_that_cannot_be_is_refused_and_nothing_is_changed(admin, bank, body):
    address = f"/admin/applications/{bank.app_id}"
    before = admin.ok("GET", address)
    assert admin.refused("POST", f"{address}/rotate", body)[0] == "ERROR_REQUEST"
    assert admin.ok("GET", address) == before


def test_a_bank_rotates_nothing_of_its_application(bank):
    for path in ("rotate", "versions/default/rotate"):
        assert bank.refused("POST", f"/admin/applications/{bank.app_id}/{path}", {}, status=401)


def test_every_answer_with_a_secret_leaves_a_row_in_the_audit(app, admin, bank):
    address = f"/admin/applications/{bank.app_id}"
    services = app.extensions["nextstep"]

    def told(verb, path, body=None):
        before = len([*services.audit_log.export(from_ms=None, to_ms=None)])
        admin.ok(verb, path, body)
        return list(services.audit_log.export(from_ms=None, to_ms=None))[before:]

    single = f"/admin/application?id={bank.app_id}"
    for asked in [
        ("GET", address),
        ("PUT", address, {"leastProtocolVersion": "3.0"}),
        ("POST", f"{address}/versions", {"name": "2.0"}),
        ("GET", f"{address}/versions"),
        ("PUT", f"{address}/versions/default", {"supported": True}),
        ("POST", f"{address}/rotate", {}),
        ("POST", f"{address}/versions/default/rotate", {}),
        ("GET", single),
    ]:
        actions = [row for row in told(*asked) if '"APPLICATION_' in row]
        assert any(
            f'"APPLICATION_{word}"' in row
            for row in actions
            for word in ("SECRET_READ", "ROTATE", "VERSION_ROTATE", "VERSION_CREATE")
        ), asked


@pytest.mark.parametrize("body", [None, {}, {"username": "somebody else", "appId": "another"}])
def test_access_is_given_by_the_address_whatever_the_body(admin, bank, body):
    app_id = admin.ok("POST", "/admin/applications", {"id": unique("app")})["id"]
    access = f"/admin/users/{bank.username}/applications/{app_id}"
    without = admin.ok("GET", f"/admin/users/{bank.username}")
    expected = {**without, "applications": sorted([app_id, bank.app_id])}
    assert admin.refused("GET", access) == ("ERROR_ADMIN", "The user does not manage this application")
    for _ in range(2):
        assert admin.ok("POST", access, body) == expected
    assert admin.ok("GET", access) == expected
    for _ in range(2):
        assert admin.ok("DELETE", access) == without
    assert admin.refused("GET", access)[0] == "ERROR_ADMIN"


REFUSED = [
    ("POST", "/admin/users", {"username": "{user}"}, "User already exists"),
    ("GET", "/admin/users/unknown", None, "User not found"),
    ("PUT", "/admin/users/unknown", {"enabled": True}, "User not found"),
    ("DELETE", "/admin/users/unknown", None, "User not found"),
    ("POST", "/admin/users/unknown/password", None, "User not found"),
    ("POST", "/admin/users/unknown/applications/{app}", None, "User not found"),
    ("POST", "/admin/users/{user}/applications/unknown", None, "Application not found"),
    ("POST", "/admin/users/admin/applications/{app}", None, "An account of administration manages no application"),
    ("GET", "/admin/users/unknown/applications/{app}", None, "User not found"),
    ("DELETE", "/admin/users/unknown/applications/{app}", None, "User not found"),
    ("POST", "/admin/applications", {"id": "{app}"}, "Application already exists"),
    ("GET", "/admin/applications/unknown", None, "Application not found"),
    ("PUT", "/admin/applications/unknown", {"leastProtocolVersion": "3.1"}, "Application not found"),
    ("GET", "/admin/applications/unknown/versions", None, "Application not found"),
    ("POST", "/admin/applications/unknown/versions", {"name": "2.0"}, "Application not found"),
    ("POST", "/admin/applications/{app}/versions", {"name": "default"}, "Application version already exists"),
    ("POST", "/admin/applications/unknown/rotate", {}, "Application not found"),
    ("POST", "/admin/applications/unknown/versions/default/rotate", {}, "Application not found"),
    ("POST", "/admin/applications/{app}/versions/2.0/rotate", {}, "Application version not found"),
    ("PUT", "/admin/applications/unknown/versions/default", {"supported": True}, "Application not found"),
    ("PUT", "/admin/applications/{app}/versions/2.0", {"supported": True}, "Application version not found"),
]


@pytest.mark.parametrize(("verb", "path", "body", "message"), REFUSED)
def test_what_cannot_be_is_refused(admin, bank, verb, path, body, message):
    def filled(text):
        return text.replace("{user}", bank.username).replace("{app}", bank.app_id)

    body = body and {key: filled(value) if isinstance(value, str) else value for key, value in body.items()}
    assert admin.refused(verb, filled(path), body) == ("ERROR_ADMIN", message)


def test_the_last_enabled_administrator_stays(admin):
    stays = ("ERROR_ADMIN", "The last enabled administrator has to stay")
    assert admin.refused("DELETE", "/admin/users/admin") == stays
    assert admin.refused("PUT", "/admin/users/admin", {"enabled": False}) == stays
    made = admin.ok("POST", "/admin/users", {"username": unique("admin"), "role": ["ROLE_ADMIN"]})
    assert made["role"] == ["ROLE_ADMIN"]
    other = admin.of(made["username"], made["password"])
    assert other.ok("PUT", "/admin/users/admin", {"enabled": False})["enabled"] is False
    assert admin.refused("GET", "/admin/users", status=401)
    assert other.refused("DELETE", f"/admin/users/{made['username']}") == stays
    assert other.ok("PUT", "/admin/users/admin", {"enabled": True})["enabled"] is True
    assert admin.ok("DELETE", f"/admin/users/{made['username']}") == {"status": "OK"}


def test_a_user_without_applications_sees_nothing(admin):
    made = admin.ok("POST", "/admin/users", {"username": unique("bank")})
    user = admin.of(made["username"], made["password"])
    assert user.ok("GET", "/v2/registrations", params={"userId": "roman"}) == {"registrations": []}
    new = {"userId": "roman", "appId": "unknown"}
    assert user.refused("POST", "/v2/registrations", new) == ("ERROR_REGISTRATION_NOT_FOUND", "Application not found")
