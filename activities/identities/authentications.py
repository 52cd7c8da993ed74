"""When users authenticated, and tried to."""

from activities.credentials.presence import find_present
from activities.store import authentications as store
from activities.store.authentications import Authentication
from activities.store.database import Database

# In one answer.
MOST = 1000


class UserAuthentications:
    """One per process. Who is not there is `Refused` USER_NOT_FOUND."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_of(self, user_id: str, since_ms: int | None, until_ms: int | None) -> list[Authentication]:
        """The newest `MOST` of the time, newest first; both ends of it are included."""
        with self._database.read() as session:
            find_present(session, user_id)
            return store.list_newest(session, user_id, since_ms=since_ms, until_ms=until_ms, most=MOST)
