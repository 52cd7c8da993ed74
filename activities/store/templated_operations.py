"""What operations have that were created from a template."""

from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import TemplatedOperationRow
from config import exact_json
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class TemplatedOperation:
    """See `TemplatedOperationRow`. What is stored as JSON is read as `application_ids`, `factors` and `values`.

    Each raises `Refused` OPERATION_DAMAGED where its column is none: of a list the others can still be read.
    """

    operation_id: str
    template_name: str
    applications: str
    language: str
    signature_types: str
    risk_flags: str
    max_failure_count: int
    parameters: str = field(repr=False)
    registration_id: str | None = None
    activation_flag: str | None = None
    totp_seed: str | None = field(default=None, repr=False)
    status_reason: str | None = None
    silent: bool = False

    @property
    def application_ids(self) -> tuple[str, ...]:
        """The applications whose phones may approve it."""
        return _texts(self.applications)

    @property
    def factors(self) -> tuple[str, ...]:
        """The signature types that approve it."""
        return _texts(self.signature_types)

    @property
    def values(self) -> dict[str, str | None]:
        """Its parameters by name."""
        return dict(_read(self.parameters, dict))


_TEMPLATED: Table = TemplatedOperationRow.__table__  # type: ignore[attr-defined]
_STORED = select(*(_TEMPLATED.c[field.name] for field in fields(TemplatedOperation)))
_ONE = _STORED.where(_TEMPLATED.c.operation_id == bindparam("operation_id"))
_THESE = _STORED.where(_TEMPLATED.c.operation_id.in_(bindparam("operation_ids", expanding=True)))
_INSERT = {
    "sqlite": sqlite.insert(_TEMPLATED).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_TEMPLATED).on_conflict_do_nothing(),
}
_REASON = (
    update(_TEMPLATED).where(_TEMPLATED.c.operation_id == bindparam("id")).values(status_reason=bindparam("reason"))
)


@lru_cache(maxsize=1024)
def _texts(stored: str) -> tuple[str, ...]:
    """A list as it is stored: operations of one template have the same ones."""
    return tuple(_read(stored, list))


def _read(stored: str, kind: type) -> Any:
    try:
        value = exact_json.read(stored)
    except ValueError as error:
        raise Refused(Reason.OPERATION_DAMAGED) from error
    if not isinstance(value, kind):
        raise Refused(Reason.OPERATION_DAMAGED)
    return value


def insert(session: Session, operation: TemplatedOperation) -> None:
    """In the transaction that stores the operation; repeatable."""
    session.run(_INSERT, columns(operation))


def find(session: Session, operation_id: str) -> TemplatedOperation | None:
    """Null for an operation of a flow, or for none."""
    row = session.run(_ONE, {"operation_id": operation_id}).first()
    return None if row is None else TemplatedOperation(*row)


def of(session: Session, operation_ids: list[str]) -> dict[str, TemplatedOperation]:
    """Those among the operations that have a template, by id."""
    if not operation_ids:
        return {}
    rows = session.run(_THESE, {"operation_ids": operation_ids})
    return {found.operation_id: found for found in (TemplatedOperation(*row) for row in rows)}


def record_reason(session: Session, operation_id: str, reason: str) -> None:
    """Why it was canceled, in a word of the bank's or an operator's; nothing for an operation of a flow."""
    session.run(_REASON, {"id": operation_id, "reason": reason})
