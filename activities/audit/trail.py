"""Rows of the trail, written in the transactions of what they tell of."""

from typing import Any

from activities.audit import keys, origin
from activities.audit.chain import new_id
from activities.audit.event_data import event_data, format_details, without_secrets
from activities.audit.keys import AuditKeys
from activities.secrets.sealing import Sealer
from activities.store.audit import rows as store
from activities.store.audit.event import Event
from activities.store.audit.trail import INFO
from activities.store.database import Session
from config.clock import now_ms


class AuditTrail:
    """One per process; safe for threads."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._keys: AuditKeys | None = None

    def write(self, session: Session, event: Event) -> None:
        """One INSERT, in the caller's transaction."""
        audit_keys = self._keys or self._find_keys(session)
        row = _row(event)
        row["event_data"] = audit_keys.seal(row["id"], row["event_data"])
        row["mac"] = audit_keys.chain.mac(row)
        store.insert(session, row)

    def _find_keys(self, session: Session) -> AuditKeys:
        found, lasting = keys.find_or_create(session, self._sealer)
        if lasting:
            self._keys = found
        return found


def database_info(sealer: Sealer, *, on: bool = True) -> dict[str, AuditTrail]:
    """The `info` of a database whose transactions write the trail; `on` false: they don't, which is for measuring only."""
    return {INFO: AuditTrail(sealer)} if on else {}


def _row(event: Event) -> dict[str, Any]:
    source = origin.current()
    at_ms = now_ms()
    if event.signed_data is None:
        details = format_details({**event.details, **event.proof})
        data = event_data(source.method, source.resource, details, is_whole=bool(event.proof))
    else:
        method, resource, body = event.signed_data
        data = event_data(method, resource, without_secrets(body))
    return {
        "id": new_id(at_ms),
        "at_ms": at_ms,
        "actor": source.actor,
        "action": str(event.action),
        "result": str(event.result),
        "user_id": event.user_id,
        "registration_id": event.registration_id,
        "operation_id": event.operation_id,
        "application_id": event.application_id,
        "external_user_id": source.external_user_id,
        "request_id": source.request_id,
        "address": source.address,
        "event_data": data,
    }
