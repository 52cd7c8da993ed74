"""Words of the Next Step API about users' credentials."""

from typing import Final

_AT: Final = ", as `2018-06-28T12:04:00+0000`"
_ENCRYPTED: Final = "Where the definition has values encrypted end to end, it is `base64(iv):base64(ciphertext)`."
_GIVEN: Final = "A value; it may be of any characters. " + _ENCRYPTED
_GENERATED: Final = "The value, where it was generated: it is told this once. Null where it was given. " + _ENCRYPTED
_EXPIRES: Final = "When it expires" + _AT + ": a `TEMPORARY` one fails then, a `PERMANENT` one is to be changed."
_STATUS: Final = (
    "Whether it can be used; `BLOCKED_TEMPORARY` until its counter is reset, `BLOCKED_PERMANENT` until it is unblocked."
)

CREDENTIALS: Final = {
    "credentialName": "The definition of the credential; a user has one of each.",
    "credentialType": "A `TEMPORARY` one is to be changed soon, and fails when it has expired.",
    "UpdateCredentialRequest.credentialType": "The type from now on; null: it stays.",
    "ResetCredentialRequest.credentialType": "The type from now on; null: it stays.",
    "username": "The user name; in any case, it is of one user of the definition. It is kept in lower case; null where there is "
    "none.",
    **{
        f"{schema}.username": "The user name; where it is left out, one is generated as the policy says."
        for schema in ("UpdatedCredential", "NewCredential", "CreateCredentialRequest")
    },
    "UpdateCredentialRequest.username": "The user name from now on; null: it stays.",
    "ValidateCredentialRequest.username": "The user name; null: the value is held against the present one.",
    "CredentialHistory.username": "The user name that belonged to it.",
    "credentialValue": _GIVEN,
    **{
        f"{schema}.credentialValue": f"The value; where it is left out, one is generated as the policy says. {_ENCRYPTED}"
        for schema in ("UpdatedCredential", "NewCredential", "CreateCredentialRequest")
    },
    "UpdateCredentialRequest.credentialValue": f"The value from now on; null: it stays. {_ENCRYPTED}",
    "CreateCredentialResponse.credentialValue": _GENERATED,
    "CredentialSecretDetail.credentialValue": _GENERATED,
    "ResetCredentialResponse.credentialValue": f"The value, which is told this once. {_ENCRYPTED}",
    **{
        f"{schema}.timestampExpires": f"{_EXPIRES} Left out: as the policy says."
        for schema in ("UpdatedCredential", "NewCredential", "CreateCredentialRequest", "ResetCredentialRequest")
    },
    "UpdateCredentialRequest.timestampExpires": f"{_EXPIRES} Left out: it stays, but for a new value or type.",
    "validationMode": "What is held against the policy. That a user name is nobody else's always is.",
    "credentialHistory": "Values that it had where it was kept before, the oldest first: the newest of them are not to be used "
    "again, as many as the policy says.",
    "credentialStatus": _STATUS,
    "UpdateCredentialRequest.credentialStatus": "The status from now on: `ACTIVE` unblocks and lets counters begin anew, "
    "`REMOVED` removes. Null: it stays.",
    "credentialChangeRequired": "Whether the user has to change it: it has expired, it was not changed for as long as its policy "
    "allows, or its value breaks its policy.",
    "validationResult": "Whether every rule is kept.",
    "validationErrors": "The rules that are broken.",
    "UpdateCounterRequest.authenticationResult": "What the other check found.",
    "resetMode": "Whether only credentials that are blocked temporarily are reset, or failures of active ones too.",
    "resetCounterCount": "How many credentials that were.",
}

# Of what is told of users and their credentials.
DETAILS: Final = {
    **{f"{one}.timestampExpires": f"{_EXPIRES} Null: never." for one in ("CredentialDetail", "CredentialSecretDetail")},
    **{
        f"{one}.{member}": f"{what}{_AT}{null}"
        for one in ("CredentialDetail", "CredentialSecretDetail")
        for member, what, null in (
            ("timestampCreated", "When it was created", "."),
            ("timestampBlocked", "Since when it is blocked", "; null while nothing blocks it."),
            ("timestampLastUpdated", "When it was last changed", "; null where it never was."),
        )
    },
    "timestampLastCredentialChange": f"When its value was last set{_AT}; null where it never was.",
    "timestampLastUsernameChange": f"When its user name was last set{_AT}; null where it never was.",
}
