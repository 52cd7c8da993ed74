"""Phones' signed requests, noted before a workflow hears of them by their id alone."""

from dataclasses import asdict, dataclass, field, fields

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.database import Session
from activities.store.tables import SignedRequestRow


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """See `SignedRequestRow`; all but the ids is kept out of histories."""

    workflow_id: str
    update_id: str
    registration_id: str
    authorization: str = field(repr=False)
    resource_id: str
    body: str = field(repr=False)
    context: str = field(repr=False)
    noted_ms: int
    request_id: str | None = None


_REQUEST: Table = SignedRequestRow.__table__  # type: ignore[attr-defined]
_THIS = (_REQUEST.c.workflow_id == bindparam("workflow")) & (_REQUEST.c.update_id == bindparam("update"))
_ONE = select(*(_REQUEST.c[field.name] for field in fields(SignedRequest))).where(_THIS)
_ALIKE = select(_REQUEST.c.update_id).where(
    _REQUEST.c.workflow_id == bindparam("workflow"),
    _REQUEST.c.update_id != bindparam("update"),
    _REQUEST.c.registration_id == bindparam("registration"),
    _REQUEST.c.body == bindparam("body"),
)
_FORGET = delete(_REQUEST).where(_THIS)
_INSERT = {one.dialect.name: one.insert(_REQUEST).on_conflict_do_nothing() for one in (sqlite, postgresql)}


def note(session: Session, request: SignedRequest) -> None:
    """In the transaction that notes the update's intent. The first request under an id stays."""
    connection = session.connection()
    connection.execute(_INSERT[connection.dialect.name], asdict(request))


def find(session: Session, workflow_id: str, update_id: str) -> SignedRequest | None:
    """The request, or null."""
    row = session.connection().execute(_ONE, {"workflow": workflow_id, "update": update_id}).first()
    return None if row is None else SignedRequest(*row)


def alike(session: Session, request: SignedRequest) -> list[str]:
    """The updates of other requests that said the same to the same workflow, for the same registration."""
    keys = {
        "workflow": request.workflow_id,
        "update": request.update_id,
        "registration": request.registration_id,
        "body": request.body,
    }
    return list(session.connection().execute(_ALIKE, keys).scalars())


def forget(session: Session, workflow_id: str, update_id: str) -> None:
    """Drop a request of which nothing came."""
    session.connection().execute(_FORGET, {"workflow": workflow_id, "update": update_id})
