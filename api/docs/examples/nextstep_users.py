"""Examples of users at the Next Step API."""

from collections.abc import Mapping
from typing import Any, Final

_CONTACT: Final = {
    "contactName": "mobile",
    "contactType": "PHONE",
    "contactValue": "+420603123456",
    "primary": True,
}

MEMBERS: Final[Mapping[str, Any]] = {
    "userIdentityStatus": "ACTIVE",
    "userIds": ["roman", "jana"],
    "UserDetailRequest.credentialName": "RETAIL_CREDENTIAL",
    "includeRemoved": False,
    **{f"{schema}.extras": {"branch": 12} for schema in ("CreateUserRequest", "UpdateUserRequest", "UserBase")},
    **{f"{schema}.extras": {} for schema in ("CreateUserAliasRequest", "UpdateUserAliasRequest")},
    **{f"{schema}.extras": {} for schema in ("UserAlias", "UserAliasDetail")},
    "UserBase.roles": ["CLERK"],
    "LookupUsersRequest.roles": [],
    "CreateUserRequest.roles": [],
    "UpdateUserRequest.roles": [],
    "roleName": "CLERK",
    "userRoleStatus": "ACTIVE",
    **_CONTACT,
    "aliasName": "crm",
    "aliasValue": "C-0012345",
    "userAliasStatus": "ACTIVE",
}
TAGS: Final[Mapping[str, str]] = {
    "Users": "Who authenticates: the users that are kept here, and their states.",
    "User roles": "What users may do, in the bank's words.",
    "User contacts": "How users are reached.",
    "User aliases": "Other names of users.",
}
