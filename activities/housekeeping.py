"""What nobody needs any more is dropped: values seen once, temporary keys, verdicts, deliveries that ended long ago.

The worker does it every minute.
"""

from activities.clock import now_ms
from activities.store import deliveries, seen_requests, temporary_keys, verdicts
from activities.store.database import Database


def sweep(database: Database) -> None:
    """Drop what has expired. Repeatable, and harmless by several at once."""
    for forget in (seen_requests.forget, temporary_keys.forget, verdicts.forget, deliveries.forget):
        with database.write() as session:
            forget(session, now_ms())
