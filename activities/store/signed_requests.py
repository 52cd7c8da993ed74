"""Phones' signed requests, noted before a workflow hears of them by their id alone."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.powerauth.phone_headers import PhoneAuthorization
from activities.store.database import Session
from activities.store.tables import SignedRequestRow
from config import exact_json

# What tells from where a request came. The rest of its context is what its app added, and its application.
_CALLER = ("ipAddress", "userAgent")


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it is checked. What it says and its signature are kept out of histories, and sealed in the database.

    `header`: of its signature; null for a code, which has none. `members`: what of the body is checked beside the signature, as
    the API has read it: `data` and `proximity_otp` of an approval, `otp` and `nonce` of a code. `display`: what the operation
    looked like to the user, as JSON; null where it is not known here.
    """

    workflow_id: str
    update_id: str
    registration_id: str
    header: PhoneAuthorization | None = field(repr=False)
    resource_id: str
    body: str = field(repr=False)
    members: Mapping[str, str | None] = field(repr=False)
    context: str = field(repr=False)
    recorded_ms: int
    request_id: str | None = None
    display: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """What is kept of a request; see `SignedRequestRow`."""

    registration_id: str
    body_digest: str
    context: str = field(repr=False)
    caller: str | None = field(repr=False)


_REQUEST: Table = SignedRequestRow.__table__  # type: ignore[attr-defined]
_THIS = (_REQUEST.c.workflow_id == bindparam("workflow")) & (_REQUEST.c.update_id == bindparam("update"))
_ONE = select(*(_REQUEST.c[field.name] for field in fields(StoredRequest))).where(_THIS)
_ALIKE = select(_REQUEST.c.update_id).where(
    _REQUEST.c.workflow_id == bindparam("workflow"),
    _REQUEST.c.update_id != bindparam("update"),
    _REQUEST.c.registration_id == bindparam("registration"),
    _REQUEST.c.body_digest == bindparam("digest"),
)
_FORGET = delete(_REQUEST).where(_THIS)
_INSERT = {one.dialect.name: one.insert(_REQUEST).on_conflict_do_nothing() for one in (sqlite, postgresql)}


def sealing_context(workflow_id: str, update_id: str) -> tuple[str, str, str, str]:
    """What the evidence of a request is sealed for."""
    return ("signed_request", workflow_id, update_id, "evidence")


def record(session: Session, request: SignedRequest, evidence: str | None = None) -> None:
    """In the transaction that notes the update's intent. The first request under an id stays. `evidence` is sealed."""
    context = exact_json.read(request.context)
    caller = {name: context.pop(name) for name in _CALLER if name in context}
    values = {
        "workflow_id": request.workflow_id,
        "update_id": request.update_id,
        "registration_id": request.registration_id,
        "body_digest": digest(request.body),
        "context": exact_json.write(context),
        "caller": exact_json.write(caller) if caller else None,
        "evidence": evidence,
        "recorded_ms": request.recorded_ms,
    }
    session.run(_INSERT, values)


def find(session: Session, workflow_id: str, update_id: str) -> StoredRequest | None:
    """What is kept of the request, or null."""
    row = session.run(_ONE, {"workflow": workflow_id, "update": update_id}).first()
    return None if row is None else StoredRequest(*row)


@dataclass(frozen=True, slots=True)
class EvidentRequest:
    """All that is kept of an answer; see `SignedRequestRow`."""

    update_id: str
    registration_id: str
    context: str = field(repr=False)
    caller: str | None = field(repr=False)
    evidence: str | None = field(repr=False)
    recorded_ms: int


def list_evident(session: Session, workflow_id: str) -> list[EvidentRequest]:
    """The answers to an operation that are kept, oldest first."""
    statement = select(*(_REQUEST.c[one.name] for one in fields(EvidentRequest)))
    statement = statement.where(_REQUEST.c.workflow_id == workflow_id).order_by(
        _REQUEST.c.recorded_ms, _REQUEST.c.update_id
    )
    return [EvidentRequest(*row) for row in session.connection().execute(statement)]


def find_alike(session: Session, request: SignedRequest) -> list[str]:
    """The updates of other requests that said the same to the same workflow, for the same registration."""
    keys = {
        "workflow": request.workflow_id,
        "update": request.update_id,
        "registration": request.registration_id,
        "digest": digest(request.body),
    }
    return list(session.run(_ALIKE, keys).scalars())


def delete_request(session: Session, workflow_id: str, update_id: str) -> None:
    """Drop a request of which nothing came."""
    session.run(_FORGET, {"workflow": workflow_id, "update": update_id})


def digest(body: str) -> str:
    """What is kept of a request's body."""
    return hashlib.sha256(body.encode()).hexdigest()
