"""Who authenticated, and who tried to (`nextstep.md` §6)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import AuthenticationRow
from config.identity_vocabulary import AuthenticationResult, AuthenticationType

_AUTHENTICATION: Table = AuthenticationRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Authentication:
    """See `AuthenticationRow`."""

    authentication_id: str
    authentication_type: AuthenticationType
    user_id: str | None
    credential_name: str | None
    otp_name: str | None
    otp_id: str | None
    operation_id: str | None
    authentication_result: AuthenticationResult
    credential_authentication_result: AuthenticationResult | None
    otp_authentication_result: AuthenticationResult | None
    created_ms: int


_INSERT = _AUTHENTICATION.insert()


def insert(session: Session, authentication: Authentication) -> None:
    """Somebody authenticated, or tried to."""
    session.run(_INSERT, columns(authentication))


def list_newest(
    session: Session, user_id: str, *, since_ms: int | None, until_ms: int | None, most: int
) -> list[Authentication]:
    """The user's, the newest first: at most so many of those from `since_ms` to `until_ms`, both included."""
    row = _AUTHENTICATION.c
    statement = select(*row).where(row.user_id == user_id)
    if since_ms is not None:
        statement = statement.where(row.created_ms >= since_ms)
    if until_ms is not None:
        statement = statement.where(row.created_ms <= until_ms)
    statement = statement.order_by(row.created_ms.desc(), row.authentication_id.desc()).limit(most)
    return [_from_row(row._asdict()) for row in session.connection().execute(statement)]


def of_operation(session: Session, operation_id: str) -> list[Authentication]:
    """Those for an operation, oldest first."""
    row = _AUTHENTICATION.c
    statement = select(*row).where(row.operation_id == operation_id).order_by(row.created_ms, row.authentication_id)
    return [_from_row(row._asdict()) for row in session.connection().execute(statement)]


def _from_row(values: dict[str, Any]) -> Authentication:
    for name in ("authentication_result", "credential_authentication_result", "otp_authentication_result"):
        values[name] = None if values[name] is None else AuthenticationResult(values[name])
    kind = AuthenticationType(values.pop("authentication_type"))
    return Authentication(authentication_type=kind, **values)
