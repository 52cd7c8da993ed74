"""Credentials as they are to be set, and as they are answered."""

from dataclasses import dataclass, field

from activities.store.credentials import Credential
from config.identity_vocabulary import CredentialStatus, CredentialType, CredentialValidationMode


@dataclass(frozen=True, slots=True)
class FormerValue:
    """A value that a credential had where it was kept before."""

    username: str | None = field(repr=False)
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A credential as it is to be from now on; values are as they were sent. Null `username` and `value` are generated.

    Null `expires_ms`: as the policy says. `history`: its former values, the oldest first.
    """

    credential_name: str
    type: CredentialType
    username: str | None = field(default=None, repr=False)
    value: str | None = field(default=None, repr=False)
    expires_ms: int | None = None
    history: tuple[FormerValue, ...] = ()
    validation_mode: CredentialValidationMode = CredentialValidationMode.VALIDATE_USERNAME_AND_CREDENTIAL


@dataclass(frozen=True, slots=True)
class CredentialChanges:
    """What is to change of a credential; what is null stays."""

    credential_name: str
    type: CredentialType | None = None
    username: str | None = field(default=None, repr=False)
    value: str | None = field(default=None, repr=False)
    expires_ms: int | None = None
    status: CredentialStatus | None = None


@dataclass(frozen=True, slots=True)
class CredentialDetail:
    """A credential, and whether its user has to change it."""

    credential: Credential
    change_required: bool


@dataclass(frozen=True, slots=True)
class CredentialSecret(CredentialDetail):
    """The same with its value as it is answered; null where it was not generated."""

    value: str | None = field(default=None, repr=False)
