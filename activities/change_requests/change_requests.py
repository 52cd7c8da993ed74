"""Requests for changes that no administrator makes alone (the four-eyes principle, separation of duties).

Who wants a change calls for it, and is told the id of a request that waits. Another administrator approves it, or rejects it. Who
asked calls again, with the same parameters: that call makes the change, once, and has its answer. The approval is used up in the
transaction of the change itself, so neither a death nor a second call in the same moment uses it up for nothing or twice. Nothing
secret is stored, and the keys that a change reveals are seen by who asked alone.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from activities.audit.event_data import without_secrets
from activities.idempotency.request_digest import digest_of
from activities.store import change_requests as store
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.change_requests import StoredChangeRequest
from activities.store.database import Database, Session
from activities.store.first_write import beginning_with
from config import exact_json
from config.busy import Busy
from config.reasons import Reason
from config.refused import ApprovalRequired, Refused
from config.vocabulary import ChangeRequestStatus

MAX_LISTED = 100
_ATTEMPTS = 3


class ChangeRequests:
    """One per process; safe for threads. `seconds`: so long a request waits for its approval, and an approval for its use."""

    def __init__(self, database: Database, seconds: int) -> None:
        self._database = database
        self._seconds = seconds

    @contextmanager
    def changing(self, requester: str, action: str, parameters: Mapping[str, Any]) -> Iterator[None]:
        """Within, a change is made that is approved, by the first transaction that writes.

        Raises `ApprovalRequired` where it is not approved, and then there is a request for it; `Refused` CHANGE_REQUEST_CLOSED
        where another call has just made it.
        """
        digest = digest_of("change request", requester, action, parameters)
        with self._database.read() as session:
            known = store.find_open(session, digest)
        if known is None or known.status is not ChangeRequestStatus.APPROVED:
            raise ApprovalRequired(self._open(requester, action, parameters, digest).request_id)
        with beginning_with(lambda session: self._execute(session, digest, action)) as first:
            yield
        if not first.is_committed:
            raise RuntimeError(f"{action} needs an approval and writes nothing: it was not used up")

    def approve(self, request_id: str, approver: str) -> StoredChangeRequest:
        """Agree to a request of somebody else's.

        Raises `Refused` CHANGE_REQUEST_NOT_FOUND, CHANGE_REQUEST_OWN, CHANGE_REQUEST_CLOSED.
        """
        with self._database.write() as session:
            is_approved = store.approve(session, request_id, approver, self._seconds)
            known = self._get(session, request_id)
            if not is_approved:
                raise _refusal(known, approver)
            _audit(session, Action.CHANGE_REQUEST_APPROVE, known)
            return known

    def reject(self, request_id: str, approver: str) -> StoredChangeRequest:
        """Do not agree to a request, or take one's own back. Raises `Refused` CHANGE_REQUEST_NOT_FOUND, CHANGE_REQUEST_CLOSED."""
        with self._database.write() as session:
            is_rejected = store.reject(session, request_id, approver)
            known = self._get(session, request_id)
            if not is_rejected:
                raise _refusal(known)
            _audit(session, Action.CHANGE_REQUEST_REJECT, known)
            return known

    def get(self, request_id: str) -> StoredChangeRequest:
        """The request. Raises `Refused` CHANGE_REQUEST_NOT_FOUND."""
        with self._database.read() as session:
            return self._get(session, request_id)

    def list_requests(self, status: ChangeRequestStatus | None = None) -> list[StoredChangeRequest]:
        """The newest first, at most `MAX_LISTED`."""
        with self._database.read() as session:
            return store.list_requests(session, status, MAX_LISTED)

    def _open(self, requester: str, action: str, parameters: Mapping[str, Any], digest: str) -> StoredChangeRequest:
        request_id = str(uuid.uuid4())
        for _ in range(_ATTEMPTS):
            with self._database.write() as session:
                known = store.open_request(
                    session,
                    request_id=request_id,
                    requester=requester,
                    action=action,
                    parameters=without_secrets(exact_json.encode(parameters)) if parameters else "",
                    digest=digest,
                    seconds=self._seconds,
                )
                if known is not None:
                    if known.request_id == request_id:
                        _audit(session, Action.CHANGE_REQUEST_CREATE, known)
                    return known
        raise Busy("the request for this change is just being decided")

    def _execute(self, session: Session, digest: str, action: str) -> None:
        request_id = store.execute(session, digest)
        if request_id is None:
            raise Refused(Reason.CHANGE_REQUEST_CLOSED, "The approval has just been used, or its time is up")
        details = {"request": request_id, "action": action}
        trail.record(session, Event(Action.CHANGE_REQUEST_EXECUTE, details=details))

    def _get(self, session: Session, request_id: str) -> StoredChangeRequest:
        found = store.find(session, request_id)
        if found is None:
            raise Refused(Reason.CHANGE_REQUEST_NOT_FOUND, "Change request not found")
        return found


def _refusal(request: StoredChangeRequest, approver: str | None = None) -> Refused:
    if request.status is ChangeRequestStatus.PENDING and request.requester == approver:
        return Refused(Reason.CHANGE_REQUEST_OWN, "Another administrator has to approve it")
    return Refused(Reason.CHANGE_REQUEST_CLOSED, f"The change request is {request.status}")


def _audit(session: Session, action: Action, request: StoredChangeRequest) -> None:
    details = {"request": request.request_id, "action": request.action, "requester": request.requester}
    trail.record(session, Event(action, details=details))
