"""What an operation's workflow said, written into its row, with who is to hear of it: in one transaction, so that none is lost.

Whoever hears of a new state writes it: callers of updates, the workflow itself where nobody called, and whoever finds that a
caller was lost. A state is written once, and told of once.
"""

import logging
from collections.abc import Callable

from activities.deliveries.permanent_failures import describe, is_lasting
from activities.notifications.operation import OperationNotifier
from activities.store import operations, templated_operations
from activities.store.database import Session
from activities.store.operations import Operation, OperationProjection

log = logging.getLogger(__name__)

# That of a state in which nothing has happened yet.
FIRST_VERSION = 1


class OperationProjector:
    """Writes in its callers' transactions; one per process, safe for threads."""

    def __init__(self, notifier: OperationNotifier) -> None:
        self._notifier = notifier

    def insert(self, session: Session, row: Operation, projection: OperationProjection) -> bool:
        """Store a new operation; see `operations.insert`. What its template said is stored by then.

        Its phones are told that it waits.
        What has become of it before there was a row is written and told as ever: its creator died, and came again after its end.
        Says whether it was stored now.
        """
        is_new = operations.insert(session, row)
        if not is_new:
            self.project(session, projection)
        elif projection.version > FIRST_VERSION:
            operations.record_change(session, projection)
            self._tell(session, projection)
        if projection.asks_phone_since is not None:
            self._notify(session, projection, self._notifier.notify_waiting)
        return is_new

    def project(self, session: Session, projection: OperationProjection) -> bool:
        """Write the state if it is newer than the row, and note who is to hear of it. Says whether it was."""
        asked_since = None
        if projection.asks_phone_since is not None:
            asked_since = operations.asks_phone_since(session, projection.operation_id)
        is_newer = operations.project(session, projection)
        if is_newer:
            if projection.asks_phone_since not in (None, asked_since):
                self._notify(session, projection, self._notifier.notify_waiting)
            self._tell(session, projection)
        return is_newer

    def _tell(self, session: Session, projection: OperationProjection) -> None:
        if projection.progress.status_reason is not None:
            templated_operations.record_reason(session, projection.operation_id, projection.progress.status_reason)
        self.notify_end(session, projection)

    def notify_end(self, session: Session, projection: OperationProjection) -> None:
        """Note who is to hear that it has ended, if it has; of a state that was stored before, what was not noted then."""
        if not projection.is_open and projection.progress.asked_phone:
            self._notify(session, projection, self._notifier.notify_end)

    def _notify(
        self, session: Session, projection: OperationProjection, notify: Callable[[Session, OperationProjection], None]
    ) -> None:
        """What cannot be told by a fault that lasts is in the log; the operation goes on."""
        try:
            with session.begin_nested():
                notify(session, projection)
        except Exception as error:
            if not is_lasting(error):
                raise
            log.error(
                "nobody is told of operation %s, version %d: %s",
                projection.operation_id,
                projection.version,
                describe(error),
            )
