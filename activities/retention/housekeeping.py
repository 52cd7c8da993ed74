"""What nobody needs any more is dropped: values seen once, temporary keys, nonces, challenges, verdicts, counts, old deliveries.

So are keys of apps that are taken no longer, and wrong proofs that were counted: the trail is told of these. The worker does it
every minute, by the database's clock: its own may be wrong, and so may that of who wrote the row. What is kept for days and
longer is the matter of `activities.retention`.
"""

from activities.audit import unproved
from activities.store import (
    applications,
    change_requests,
    deliveries,
    logins,
    offline_nonces,
    passing,
    passkey_challenges,
    push_limits,
    seen_requests,
    temporary_keys,
    v4_temporary_keys,
    verdicts,
)
from activities.store.database import Database

_DELETIONS = (
    seen_requests.delete_expired,
    temporary_keys.delete_expired,
    v4_temporary_keys.delete_expired,
    offline_nonces.delete_expired,
    passkey_challenges.delete_expired,
    verdicts.delete_expired,
    deliveries.delete_ended,
    push_limits.delete_expired,
    logins.delete_expired,
    logins.drop_excess,
    applications.delete_expired,
    change_requests.delete_old,
    unproved.record_counts,
)


def sweep(database: Database) -> None:
    """Drop what has expired, in short transactions. Repeatable, and harmless by several at once."""
    for delete in _DELETIONS:
        dropped = passing.MAX
        while dropped == passing.MAX:
            with database.write() as session:
                dropped = delete(session)
