"""Whole examples of PowerAuth Cloud: document 003's registrations of a phone, and an administrator's first calls."""

from typing import Any

APP_ID, USERNAME, USER_ID = "my-application", "bank-integration-user", "user_id"
REGISTRATION_ID, OTHER_ID = "8819ac31-ad29-40d1-ac60-1b54293abe61", "59f1cd5b-63a4-4cc3-82c7-544c246cfa77"
CODE = "23456-DEFGH-77777-77777"
SIGNATURE = "MEUCIDFFx60vcqDcqRY014uE+5CH38lJ/NOVNoaGHWpE+7fVAiEA8LsWi9AvRJPwRnlSSOB3O080mXd6YbRt74DLQqrrLlg="
P384_SIGNATURE = (
    "MGQCMHjuRnxguaiai+C/xxORzzu9m6K+Gj37E4WLvhhQBMx4Fa2r9Iwi4ATiX600prwMUgIwNZ7SO8H5MTfwmQTBJ3Q2QnRbeveQHZPb596yG8Q6hgYlj"
    "/vyW7Ra1Ac0/Kkx6f4+"
)
CREATED_MS, USED_MS = 1617787702781, 1617787715839
EXPIRES = "2021-04-07T09:30:22+0000"

USER = {"username": USERNAME, "enabled": True, "role": ["ROLE_USER"], "applications": [APP_ID]}
CREDENTIALS = {**USER, "applications": [], "password": "gYkvN65EQ5vnSGRyWw3Y"}

# They belong together: the configuration holds the other three.
APP_KEY, APP_SECRET = "QQqHLjDAHec2WbXXrprOPw==", "hs80zQQEkkXIRNMbAdc9YQ=="
MASTER_KEY = "BCDOS7WzecvNgxLf/Tec8GWc6YXf9h58YdKlYIYFMl5+Ud6ncYvskZIwPbH9yQ5j4+xmRXgB7dGkDbgLvvXtUfs="
SDK_CONFIG = (
    "ARBBCocuMMAd5zZZtdeums4/EIbPNM0EBJJFyETTGwHXPWEBAUEEIM5LtbN5y82DEt/9N5"
    "zwZZzphd/2Hnxh0qVghgUyXn5R3qdxi+yRkjA9sf3JDmPj7GZFeAHt0aQNuAu+9e1R+w=="
)
ALGORITHMS = ["EC_P384", "EC_P384_ML_L3", "EC_P384_ML_L5"]
APPLICATION = {
    "id": APP_ID,
    "roles": [],
    "leastProtocolVersion": "3.1",
    "supportedAlgorithms": ALGORITHMS,
    "serviceBaseUrl": "/enrollment-server",
    "mobileSdkConfig": SDK_CONFIG,
    "appKey": APP_KEY,
    "appSecret": APP_SECRET,
    "masterServerPublicKey": MASTER_KEY,
}
VERSION = {
    "name": "default",
    "supported": True,
    "mobileSdkConfig": SDK_CONFIG,
    "appKey": APP_KEY,
    "appSecret": APP_SECRET,
    "formerKeys": [],
}
# A quarter of a year after `CREATED_MS`, and half of it.
_FORMER_EXPIRES_MS, _FORMER_SIGNS_MS = CREATED_MS + 7_776_000_000, CREATED_MS + 3_888_000_000
_FORMER_KEY = {"appKey": "rtA8NVdCrWOtZpMRvh3gNA==", "timestampExpires": _FORMER_EXPIRES_MS}

_ACTIVATION = {
    "activationQrCodeData": f"{CODE}#{SIGNATURE}",
    "activationCode": CODE,
    "activationCodeSignature": SIGNATURE,
    "activationCodeSignatures": {"ES384": P384_SIGNATURE},
}
_DEVICE = {"name": "iPhone", "platform": "ios", "deviceInfo": "iPhone10,6"}


def _detail(status: str, **members: Any) -> dict[str, Any]:
    return {
        "registrationId": REGISTRATION_ID,
        "registrationStatus": status,
        "applicationId": APP_ID,
        "userId": USER_ID,
        **members,
        "flags": ["FLAG_1"],
        "timestampCreated": CREATED_MS,
        "timestampLastUsed": USED_MS,
    }


def _list_entry(detail: dict[str, Any], registration_id: str) -> dict[str, Any]:
    left_out = {"userId", *_ACTIVATION}
    return {name: value for name, value in detail.items() if name not in left_out} | {"registrationId": registration_id}


REQUESTS: dict[str, dict[str, Any]] = {
    "create_user": {
        "an integration user": {"username": USERNAME},
        "an administrator": {"username": "second-admin", "role": ["ROLE_ADMIN"]},
    },
    "update_user": {"disable": {"enabled": False}, "enable": {"enabled": True}},
    "create_application": {"an application": {"id": APP_ID}},
    "update_application": {
        "nothing older from now on": {"leastProtocolVersion": "3.2"},
        "hybrid algorithms alone": {"supportedAlgorithms": ["EC_P384_ML_L3", "EC_P384_ML_L5"]},
    },
    "rotate_application": {
        "at leisure": {"formerValidSeconds": 7_776_000, "formerSignsSeconds": 3_888_000},
        "at once": {"formerValidSeconds": 0},
    },
    "rotate_application_version": {
        "at leisure": {"formerValidSeconds": 7_776_000},
        "at once": {"formerValidSeconds": 0},
    },
    "create_application_version": {"a version": {"name": "2.0"}},
    "update_application_version": {"refuse it from now on": {"supported": False}},
    "create_registration": {
        "with a code alone": {"userId": USER_ID, "appId": APP_ID},
        "with a one-time password, asked for with the commit": {
            "userId": USER_ID,
            "appId": APP_ID,
            "otp": "12345678",
            "flags": ["FLAG_1"],
        },
        "active as soon as the device answers with the password": {
            "userId": USER_ID,
            "appId": APP_ID,
            "otp": "12345678",
            "commitPhase": "ON_KEY_EXCHANGE",
        },
    },
    "commit_activation": {
        "without a password": {"externalUserId": "clerk-7"},
        "with the password": {"externalUserId": "clerk-7", "otp": "12345678"},
    },
    "update_registration_state": {
        "block": {"change": "BLOCK", "externalUserId": "clerk-7", "blockReason": "The reason for blocking"},
        "unblock": {"change": "UNBLOCK", "externalUserId": "clerk-7"},
        "remove": {"change": "REMOVE", "externalUserId": "clerk-7"},
    },
    "update_registration": {"a name": {"name": "My phone", "externalUserId": "clerk-7"}},
    "add_registration_flags": {"a flag": {"flags": ["FLAG_1"]}},
    "remove_registration_flags": {"a flag": {"flags": ["FLAG_1"]}},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "create_user": {"a user": CREDENTIALS},
    "reset_password": {"a user": {**CREDENTIALS, "applications": [APP_ID]}},
    "get_user_list": {"users": {"users": [USER]}},
    **{
        name: {"a user": USER}
        for name in ("get_user", "update_user", "add_app_access_to_user", "get_app_access_of_user")
    },
    "remove_app_access_from_user": {"a user": {**USER, "applications": []}},
    "create_application": {"an application": APPLICATION},
    "update_application": {"an application": {**APPLICATION, "leastProtocolVersion": "3.2"}},
    "rotate_application": {
        "an application": {
            **APPLICATION,
            "timestampFormerSigns": _FORMER_SIGNS_MS,
            "timestampFormerExpires": _FORMER_EXPIRES_MS,
        }
    },
    "rotate_application_version": {
        "a version": {**VERSION, "formerKeys": [_FORMER_KEY], "timestampFormerExpires": _FORMER_EXPIRES_MS}
    },
    "get_application": {"an application": APPLICATION},
    "get_application_list": {"applications": {"applications": [{"id": APP_ID, "roles": []}]}},
    "create_application_version": {"a version": {**VERSION, "name": "2.0"}},
    "update_application_version": {"a version": {**VERSION, "name": "2.0", "supported": False}},
    "get_application_version_list": {"versions": {"versions": [VERSION]}},
    "create_registration": {"a registration": {**_ACTIVATION, "registrationId": REGISTRATION_ID}},
    "get_registration": {
        "CREATED": _detail("CREATED", **_ACTIVATION),
        "PENDING_COMMIT": _detail("PENDING_COMMIT", **_DEVICE, activationFingerprint="52649917"),
        "ACTIVE": _detail("ACTIVE", **_DEVICE),
        "BLOCKED": _detail("BLOCKED", blockedReason="NOT_SPECIFIED", **_DEVICE),
        "REMOVED": _detail("REMOVED", **_DEVICE),
    },
    "get_registration_list": {
        "two registrations": {
            "registrations": [
                _list_entry(_detail("CREATED"), REGISTRATION_ID),
                _list_entry(_detail("ACTIVE", **_DEVICE), OTHER_ID),
            ]
        },
        "an unknown user": {"registrations": []},
    },
    **{
        name: {"done": None}
        for name in (
            "delete_user",
            "commit_activation",
            "update_registration_state",
            "delete_registration",
            "update_registration",
            "add_registration_flags",
            "remove_registration_flags",
        )
    },
}
