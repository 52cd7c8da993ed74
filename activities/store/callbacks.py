"""Callbacks as they are stored. Secrets pass through here sealed."""

import json
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import CallbackRow
from config import exact_json
from config.callbacks import CallbackAuthentication, CallbackType
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class StoredCallback:
    """See `CallbackRow`; `credentials`, `secret` and `former_secrets` are sealed."""

    callback_id: str
    application_id: str
    name: str
    type: CallbackType
    url: str
    attributes: tuple[str, ...]
    authentication: CallbackAuthentication
    credentials: str | None = field(repr=False)
    secret: str = field(repr=False)
    former_secrets: str | None = field(repr=False)
    enabled: bool
    max_attempts: int | None
    retention_days: int
    created_ms: int


_ROW: Table = CallbackRow.__table__  # type: ignore[attr-defined]
_NAMES = tuple(field.name for field in fields(StoredCallback))
_ALL = select(*(_ROW.c[name] for name in _NAMES))
_ONE = _ALL.where(_ROW.c.callback_id == bindparam("callback_id"))
_LOCKED = _ONE.with_for_update()
_THEIRS = _ALL.where(_ROW.c.application_id == bindparam("application_id")).order_by(
    _ROW.c.created_ms, _ROW.c.callback_id
)
# Asked with every change of a status.
_LISTENING = _THEIRS.where(_ROW.c.type == bindparam("type"), _ROW.c.enabled)
_INSERT = insert(_ROW)


def add(session: Session, callback: StoredCallback) -> None:
    """A new callback."""
    session.run(_INSERT, columns(callback) | {"attributes": exact_json.write(callback.attributes)})


def find(session: Session, callback_id: str) -> StoredCallback | None:
    """The callback, or null."""
    row = session.run(_ONE, {"callback_id": callback_id}).first()
    return None if row is None else _from_row(row)


def lock(session: Session, application_id: str, callback_id: str) -> StoredCallback:
    """As `get`, kept from other writers until the transaction ends."""
    session.run(_LOCKED, {"callback_id": callback_id})
    return get(session, application_id, callback_id)


def get(session: Session, application_id: str, callback_id: str) -> StoredCallback:
    """The application's callback. Raises `Refused` CALLBACK_NOT_FOUND where it has no such."""
    found = find(session, callback_id)
    if found is None or found.application_id != application_id:
        raise Refused(Reason.CALLBACK_NOT_FOUND, "Callback not found")
    return found


def list_callbacks(session: Session, application_id: str) -> list[StoredCallback]:
    """The application's callbacks, oldest first."""
    return [_from_row(row) for row in session.run(_THEIRS, {"application_id": application_id})]


def list_listening(session: Session, application_id: str, callback_type: CallbackType) -> list[StoredCallback]:
    """The application's enabled callbacks of a type."""
    keys = {"application_id": application_id, "type": callback_type.value}
    return [_from_row(row) for row in session.run(_LISTENING, keys)]


def amend(session: Session, callback: StoredCallback) -> None:
    """Replace a callback's row."""
    values = columns(callback) | {"attributes": exact_json.write(callback.attributes)}
    session.connection().execute(update(_ROW).where(_ROW.c.callback_id == callback.callback_id).values(values))


def remove(session: Session, callback_id: str) -> None:
    """Remove a callback; what was noted for it stays."""
    session.connection().execute(delete(_ROW).where(_ROW.c.callback_id == callback_id))


def _from_row(row: Any) -> StoredCallback:
    values = dict(zip(_NAMES, row, strict=True))
    values["type"] = CallbackType(values["type"])
    values["authentication"] = CallbackAuthentication(values["authentication"])
    values["attributes"] = tuple(json.loads(values["attributes"]))
    return StoredCallback(**values)
