"""Applications, hash configurations, policies and definitions as administrators change them (`nextstep.md` §1.3, §6).

What is removed stays, and counts as not there until an update says that it is ACTIVE again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, select

from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.tables import (
    CredentialDefinitionRow,
    CredentialPolicyRow,
    HashConfigRow,
    NextStepApplicationRow,
    OtpDefinitionRow,
    OtpPolicyRow,
)
from config.clock import now_ms
from config.identity_vocabulary import EntityStatus
from config.reasons import Reason
from config.refused import Refused

Row = TypeVar("Row", bound=SQLModel)


def _anything(_session: Session, _row: object) -> None:
    """What may be stored where nothing is asked of it."""


@dataclass(frozen=True, slots=True)
class Registry(Generic[Row]):
    """The rows of a table, by name. `check` looks at a row before it is stored, in its transaction, and raises `Refused`."""

    table: type[Row]
    name: str
    status: str
    missing: Reason
    conflict: Reason

    def create(
        self, database: Database, values: Mapping[str, Any], check: Callable[[Session, Row], None] = _anything
    ) -> Row:
        """Store a new row. Raises `Refused`: taken, also where it was removed."""
        row = self.table(**values, **{self.status: EntityStatus.ACTIVE}, created_ms=now_ms())
        with database.write() as session:
            if session.orm.get(self.table, values[self.name]) is not None:
                raise Refused(self.conflict)
            check(session, row)
            session.orm.add(row)
            try:
                session.flush()
            except IntegrityError:  # somebody created it in between
                raise Refused(self.conflict) from None
            self._record(session, Action.DEFINITION_CREATE, row)
        return row

    def update(
        self, database: Database, values: Mapping[str, Any], check: Callable[[Session, Row], None] = _anything
    ) -> Row:
        """Change a row; what `values` do not name stays. Raises `Refused`: missing, also of one removed that stays so."""
        with database.write() as session:
            row = session.orm.get(self.table, values[self.name], with_for_update=True)
            if row is None or EntityStatus.ACTIVE not in (getattr(row, self.status), values.get(self.status)):
                raise Refused(self.missing)
            row.sqlmodel_update(dict(values) | {"updated_ms": now_ms()})
            with session.orm.no_autoflush:
                check(session, row)
            self._record(session, Action.DEFINITION_CHANGE, row)
        return row

    def remove(self, database: Database, name: str) -> None:
        """Remove a row, or leave it removed. Raises `Refused`: missing."""
        with database.write() as session:
            row = session.orm.get(self.table, name, with_for_update=True)
            if row is None:
                raise Refused(self.missing)
            if getattr(row, self.status) != EntityStatus.REMOVED:
                row.sqlmodel_update({self.status: EntityStatus.REMOVED, "updated_ms": now_ms()})
                self._record(session, Action.DEFINITION_DELETE, row)

    def list(self, database: Database, *, include_removed: bool) -> list[Row]:
        """By name."""
        every = select(self.table).order_by(col(getattr(self.table, self.name)))
        if not include_removed:
            every = every.where(col(getattr(self.table, self.status)) == EntityStatus.ACTIVE)
        with database.read() as session:
            return [*session.orm.exec(every)]

    def check_active(self, session: Session, name: str | None) -> None:
        """Null is fine. Raises `Refused`: missing, also where it was removed."""
        if name is None:
            return
        row = session.orm.get(self.table, name)
        if row is None or getattr(row, self.status) != EntityStatus.ACTIVE:
            raise Refused(self.missing)

    def _record(self, session: Session, action: Action, row: Row) -> None:
        details = {"definition": self.table.__tablename__, self.name: getattr(row, self.name)}
        trail.record(session, Event(action, details=details))


APPLICATIONS: Final = Registry(
    NextStepApplicationRow,
    "application_name",
    "application_status",
    Reason.NEXTSTEP_APPLICATION_NOT_FOUND,
    Reason.NEXTSTEP_APPLICATION_ALREADY_EXISTS,
)
HASH_CONFIGS: Final = Registry(
    HashConfigRow,
    "hash_config_name",
    "hash_config_status",
    Reason.HASH_CONFIG_NOT_FOUND,
    Reason.HASH_CONFIG_ALREADY_EXISTS,
)
CREDENTIAL_POLICIES: Final = Registry(
    CredentialPolicyRow,
    "credential_policy_name",
    "credential_policy_status",
    Reason.CREDENTIAL_POLICY_NOT_FOUND,
    Reason.CREDENTIAL_POLICY_ALREADY_EXISTS,
)
CREDENTIAL_DEFINITIONS: Final = Registry(
    CredentialDefinitionRow,
    "credential_definition_name",
    "credential_definition_status",
    Reason.CREDENTIAL_DEFINITION_NOT_FOUND,
    Reason.CREDENTIAL_DEFINITION_ALREADY_EXISTS,
)
OTP_POLICIES: Final = Registry(
    OtpPolicyRow,
    "otp_policy_name",
    "otp_policy_status",
    Reason.OTP_POLICY_NOT_FOUND,
    Reason.OTP_POLICY_ALREADY_EXISTS,
)
OTP_DEFINITIONS: Final = Registry(
    OtpDefinitionRow,
    "otp_definition_name",
    "otp_definition_status",
    Reason.OTP_DEFINITION_NOT_FOUND,
    Reason.OTP_DEFINITION_ALREADY_EXISTS,
)
