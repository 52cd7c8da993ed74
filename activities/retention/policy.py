"""How long rows are kept, table by table. A table that is missing here fails a test: nobody can forget to decide."""

from dataclasses import dataclass
from enum import StrEnum

from config.settings import Settings

DAY_MS = 86_400_000


class Kind(StrEnum):
    """What is swept together, in this order: by the setting NEXTSTEP_RETENTION_... of its name."""

    CALLERS = "callers"
    OPERATIONS = "operations"
    REGISTRATIONS = "registrations"
    INBOX = "inbox"
    AUTHENTICATIONS = "authentications"
    ONE_TIME_PASSWORDS = "one_time_passwords"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Swept:
    """Dropped by the schedule so many days `after`."""

    kind: Kind
    after: str


@dataclass(frozen=True, slots=True)
class Passing:
    """Dropped within a minute `after`, as `activities.retention.housekeeping` has it, or by who writes the table."""

    after: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Kept until somebody removes it, for a reason."""

    why: str


Rule = Swept | Passing | Kept

_WITH_OPERATION = Swept(Kind.OPERATIONS, "the deadline of the operation that it belongs to, which has ended")
_DEFINED = Kept("administrators define it, and remove it")
_OF_USER = Kept("the bank has its users here until it erases them, those that it removes too")

TABLES: dict[str, Rule] = {
    "account": _DEFINED,
    "account_application": _DEFINED,
    "afs_action": _WITH_OPERATION,
    "application": _DEFINED,
    "application_version": Kept(
        "apps that are installed use it for years; what was rotated out goes when its time is up"
    ),
    "audit": Swept(
        Kind.AUDIT, "it happened, and at most a day later, where it is in a whole file of `NEXTSTEP_AUDIT_ARCHIVE`"
    ),
    "audit_chain": Kept("one row: the key and the head of the audit trail"),
    "audit_segment": Kept("a row for each file of the archive, at most some a day"),
    "auth_method": _DEFINED,
    "authentication": Swept(Kind.AUTHENTICATIONS, "it happened, or with its operation"),
    "callback": _DEFINED,
    "change_request": Passing("90 days from its creation, decided or not; the audit tells of it for longer"),
    "circuit": Passing("its receiver answers again, or the callback is removed"),
    "credential": _OF_USER,
    "credential_definition": _DEFINED,
    "credential_history": Passing("100 newer values of its user's"),
    "credential_policy": _DEFINED,
    "definition_version": Kept("one row"),
    "delivery": Passing(
        "the days that its callback asks for (`retentionDays`), from when it ended; one that waits stays"
    ),
    "evidence_key": Kept("former public keys verify what they signed; only the present one's private half is there"),
    "hash_config": _DEFINED,
    "heartbeat": Kept("one row for each kind of process"),
    "inbox_entry": Swept(Kind.INBOX, "the creation of its message"),
    "inbox_message": Swept(Kind.INBOX, "its creation, read or not"),
    "key_exchange": Passing("its registration has heard of a device, or is removed"),
    "login": Passing(
        "a day without a failure (the fewest sooner, where there are over 20,000), or 30 days without a right password"
    ),
    "master_key_pair": Kept("apps that are installed trust it; it goes with its application"),
    "nextstep_application": _DEFINED,
    "offline_nonce": Passing("its operation's deadline, or its use"),
    "one_time_password": Swept(Kind.ONE_TIME_PASSWORDS, "its creation, whatever its state, or with its operation"),
    "operation": Swept(Kind.OPERATIONS, "its deadline, if it has ended; an open one stays"),
    "operation_config": _DEFINED,
    "operation_intent": _WITH_OPERATION,
    "operation_method_config": _DEFINED,
    "operation_template": _DEFINED,
    "operation_text": _DEFINED,
    "organization": _DEFINED,
    "otp_definition": _DEFINED,
    "otp_policy": _DEFINED,
    "passkey": _OF_USER,
    "passkey_challenge": Passing("its end, minutes after it was made"),
    "push_count": Passing("two minutes"),
    "push_device": Passing("its registration is removed"),
    "push_provider": _DEFINED,
    "push_shown": Passing("200 newer ones, of all devices together"),
    "registration": Swept(Kind.REGISTRATIONS, "its removal; every other stays"),
    "role": _DEFINED,
    "seen_request": Passing("six hours after it would be refused for its time"),
    "signed_request": _WITH_OPERATION,
    "step_definition": _DEFINED,
    "template_text": _DEFINED,
    "templated_operation": _WITH_OPERATION,
    "temporary_key": Passing("its end, minutes after it was made"),
    "token": Passing("its registration is removed"),
    "unproved": Passing("its hour, whose count is told in the audit"),
    "user_alias": _OF_USER,
    "user_contact": _OF_USER,
    "user_identity": _OF_USER,
    "user_preference": Kept("a user's own choice, which holds until the user is erased"),
    "user_role": _OF_USER,
    "v4_key_exchange": Passing("its registration has heard of a device, or is removed"),
    "v4_keys": Swept(Kind.REGISTRATIONS, "the removal of its registration; every other stays"),
    "v4_temporary_key": Passing("its end, minutes after it was made"),
    "verdict": Passing("a day"),
}


def days(settings: Settings, kind: Kind) -> int:
    """How many days what is of this kind is kept; 0: for ever, as the audit is without an archive."""
    if kind is Kind.AUDIT and settings.audit_archive is None:
        return 0
    found: int = getattr(settings, field(kind))
    return found


def field(kind: Kind) -> str:
    """The name of the kind's setting."""
    return f"retention_{kind}"
