"""Words of the Next Step API about users and what belongs to them."""

from typing import Final

_EXTRAS = "What else the bank says: any JSON by key, kept and not interpreted."
_ROLES = "The names of the user's roles, sorted."
_CREATED = ", as `2018-06-28T12:04:00+0000`."
_CHANGED = "When it was changed last" + _CREATED[:-1] + "; null where it never was."

USERS: Final = {
    "userIdentityStatus": "The state of the user's identity: only an `ACTIVE` one authenticates; a `REMOVED` one is as if it "
    "were not there.",
    "UpdateUserRequest.userIdentityStatus": "The state from now on. It is said to have a removed user back; `REMOVED` removes, "
    "as `/user/delete` does.",
    "EnabledMethodsResponse.userIdentityStatus": "The state of the user's identity; null where users are not kept here.",
    "UserIdRequest.userId": "The bank's id of the user.",
    "CreateUserRequest.userId": "The bank's id of the user: in Unicode's form NFC, without control, bidirectional and invisible "
    "characters and spaces around it.",
    "userIds": "The bank's ids of users, 100 at most.",
    "UsersStatus.userIds": "The ids of those of them that there are.",
    "createdStartDate": "From when on" + _CREATED,
    "createdEndDate": "Until when" + _CREATED,
    "LookupUsersRequest.userIdentityStatus": "The state of the users; left out: any but `REMOVED`.",
    "LookupUsersRequest.roles": "The names of roles that the users have, all of them.",
    "LookupUsersRequest.username": "The user name, in whatever case; with `credentialName`.",
    "LookupUsersRequest.credentialName": "The definition of the credential whose user name or state is said.",
    "LookupUsersRequest.credentialStatus": "The state of the credential; with `credentialName`.",
    "LookupUserRequest.username": "The user name, in whatever case.",
    "LookupUserRequest.operationId": "The operation in which the user was asked, where a data adapter knows the users.",
    "users": "The users that were found.",
    "user": "The user that was found.",
    "CreateUserRequest.credentials": "What the user authenticates with, 20 at most; no two are of one definition.",
    "UpdateUserRequest.credentials": "What the user authenticates with from now on, 20 at most; others are removed.",
    "credentials": "The user's credentials, by name.",
    "authentications": "The user's authentications, newest first.",
    "authenticationType": "By what the user authenticated, or tried to.",
    "AuthenticationDetail.credentialName": "The definition of the credential; null where none was tried.",
    "AuthenticationDetail.otpName": "The definition of the one-time password; null where none was tried.",
    "AuthenticationDetail.authenticationResult": "Whether all that was tried was right.",
    "AuthenticationDetail.credentialAuthenticationResult": "Whether the credential was right; null where none was tried.",
    "AuthenticationDetail.otpAuthenticationResult": "Whether the one-time password was right; null where none was tried.",
    "AuthenticationDetail.timestampCreated": "When it was" + _CREATED,
    "UserDetailRequest.credentialName": "Of the user's credentials only that of this definition is told.",
    "includeRemoved": "Whether what was removed is told too. Required in a query.",
    "CreateUserRequest.extras": _EXTRAS,
    "UpdateUserRequest.extras": _EXTRAS + " It is replaced as a whole.",
    "UserBase.extras": _EXTRAS,
    "CreateUserAliasRequest.extras": _EXTRAS,
    "UpdateUserAliasRequest.extras": _EXTRAS + " It is replaced as a whole.",
    "UserAlias.extras": _EXTRAS,
    "UserAliasDetail.extras": _EXTRAS,
    "UserBase.roles": _ROLES,
    "CreateUserRequest.roles": "The names of the user's roles, each of which is defined.",
    "UpdateUserRequest.roles": "The names of the roles that the user has from now on; others are taken away.",
    "roleName": "The name of the role.",
    "userRoleStatus": "Whether the user has the role.",
    "contacts": "The user's contacts, by name and type.",
    "CreateUserRequest.contacts": "How the user is reached; no two have one name and type.",
    "UpdateUserRequest.contacts": "How the user is reached from now on; others are deleted.",
    "contactName": "What the bank calls the contact; with its type it tells it from the user's others.",
    "contactType": "How the contact reaches its user.",
    "contactValue": "The telephone number or the address.",
    "primary": "Whether it is the first of its type. At most one is: the one that was last said to be.",
    "aliases": "The user's aliases, by name.",
    "aliasName": "What kind of alias it is; it tells it from the user's others.",
    "aliasValue": "The alias itself.",
    "userAliasStatus": "Whether the alias is in use.",
    "UpdateUserAliasRequest.userAliasStatus": "Whether it is in use from now on. It is said to have a removed alias back.",
    "UserDetail.timestampCreated": "When the user was created" + _CREATED,
    "UserContactDetail.timestampCreated": "When the contact was created" + _CREATED,
    "UserAliasDetail.timestampCreated": "When the alias was created" + _CREATED,
    "timestampLastUpdated": _CHANGED,
}
