"""What becomes of a user's data when the user is erased, table by table. A table that is missing here fails a test.

Everything of the user goes, whatever its application: a user's id is one person's in an installation.
"""

from activities.store import persons
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from activities.store.persons import Subject

BATCH = 50

# Why the rest stays.
STAYS: dict[str, str] = {
    "audit": "evidence of who did what, which the law asks the bank to keep, and a chain that no row can be taken from: it goes"
    " after NEXTSTEP_RETENTION_AUDIT, into files where NEXTSTEP_AUDIT_ARCHIVE is set",
}
ERASED = frozenset(
    {
        "afs_action",
        "authentication",
        "credential",
        "credential_history",
        "delivery",
        "inbox_entry",
        "inbox_message",
        "key_exchange",
        "offline_nonce",
        "one_time_password",
        "operation",
        "operation_intent",
        "passkey",
        "passkey_challenge",
        "push_count",
        "push_device",
        "push_shown",
        "registration",
        "signed_request",
        "templated_operation",
        "temporary_key",
        "token",
        "unproved",
        "user_alias",
        "user_contact",
        "user_identity",
        "user_preference",
        "user_role",
        "v4_key_exchange",
        "v4_keys",
        "v4_temporary_key",
        "verdict",
    }
)
# Definitions, accounts of those who call, counts and digests.
TELLS_OF_NOBODY = frozenset(
    {
        "account",
        "account_application",
        "application",
        "application_version",
        "audit_chain",
        "audit_segment",
        "auth_method",
        "callback",
        "change_request",
        "circuit",
        "credential_definition",
        "credential_policy",
        "definition_version",
        "evidence_key",
        "hash_config",
        "heartbeat",
        "login",
        "master_key_pair",
        "nextstep_application",
        "operation_config",
        "operation_method_config",
        "operation_template",
        "operation_text",
        "organization",
        "otp_definition",
        "otp_policy",
        "push_provider",
        "role",
        "seen_request",
        "step_definition",
        "template_text",
    }
)


class Erasure:
    """The database's part; each call is short transactions, repeatable, and harmless when it dies anywhere."""

    def __init__(self, database: Database, user_id: str) -> None:
        self._database = database
        self._user_id = user_id
        # Whether the database's files have nothing of it any more; known in the end.
        self.is_overwritten = False

    def counts(self) -> dict[str, int]:
        """How many rows of each table tell of the user, those that stay among them."""
        with self._database.read() as session:
            return dict(persons.counts(session, self._user_id))

    def applications(self) -> list[str]:
        """The applications in which the user has, or had, a device."""
        with self._database.read() as session:
            return persons.applications(session, self._user_id)

    def operations(self, after: str) -> list[Subject]:
        """The next of the user's operations, in the order of their ids."""
        with self._database.read() as session:
            return persons.operations(session, self._user_id, after=after, size=BATCH)

    def registrations(self, after: str) -> list[Subject]:
        """The next of the user's registrations."""
        with self._database.read() as session:
            return persons.registrations(session, self._user_id, after=after, size=BATCH)

    def drop_operations(self, ids: list[str]) -> None:
        """Operations whose workflows have ended."""
        with self._database.write() as session:
            persons.drop_operations(session, ids)

    def drop_registrations(self, ids: list[str]) -> None:
        """Registrations that are removed."""
        with self._database.write() as session:
            persons.drop_registrations(session, ids)

    def drop_the_rest(self, count: int) -> None:
        """What belongs to nothing else; and the trail tells that a user was erased, not who. `count`: rows so far."""
        for drop in (persons.drop_messages, persons.drop_tries):
            dropped = BATCH
            while dropped == BATCH:
                with self._database.write() as session:
                    dropped = drop(session, self._user_id, BATCH)
        with self._database.write() as session:
            persons.drop_the_rest(session, self._user_id)
            trail.record(session, Event(Action.USER_ERASE, details={"rows": count}))
        self.is_overwritten = self._database.overwrite_log()
