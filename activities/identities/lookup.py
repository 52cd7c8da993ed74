"""Users found by what they have (`nextstep.md` §6)."""

import uuid
from dataclasses import dataclass

from activities.credentials import policy
from activities.credentials.credentials import Credentials
from activities.data_adapter.adapter import AdapterRequest, DataAdapter
from activities.identities.details import UserDetail, UserDetails
from activities.store import user_lookup as store
from activities.store.database import Database, Session
from activities.store.user_lookup import Filter
from activities.store.users import User
from config.clock import now_ms
from config.identity_vocabulary import CredentialStatus, UserIdentityStatus
from config.reasons import Reason
from config.refused import Refused

# Users in one answer.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """By what users are looked up; null: not said. Times are both included."""

    username: str | None = None
    credential_name: str | None = None
    credential_status: CredentialStatus | None = None
    since_ms: int | None = None
    until_ms: int | None = None

    @property
    def members(self) -> frozenset[str]:
        """What is."""
        dated = self.since_ms is not None or self.until_ms is not None
        found = {
            "username": self.username is not None,
            "credentialName": self.credential_name is not None,
            "credentialStatus": self.credential_status is not None,
            "dates": dated,
        }
        return frozenset(name for name, is_said in found.items() if is_said)


_BY_USERNAME = frozenset({"username", "credentialName"})
_BY_STATUS = frozenset({"credentialName", "credentialStatus"})
_BY_DATES = frozenset({"dates"})


class UserLookup:
    """One per process; safe for threads. Raises `Refused` USER_NOT_FOUND where there is nobody, and what `UserDetails` raises."""

    def __init__(self, database: Database, credentials: Credentials, adapter: DataAdapter) -> None:
        self._database = database
        self._details = UserDetails(credentials)
        self._adapter = adapter

    def find_all(self, criteria: Wanted, only: Filter) -> list[UserDetail]:
        """At most `MOST`: by date the oldest, by state of credential the first by id.

        Raises `Refused` REQUEST_INVALID where users are not looked up so.
        """
        with self._database.read() as session:
            found = _find(session, criteria, only)
            if not found:
                raise Refused(Reason.USER_NOT_FOUND)
            return self._details.read(session, found)

    def find_one(self, username: str, credential_name: str, operation_id: str | None) -> UserDetail:
        """Whose user name it is, in whatever case; of users whom the bank keeps itself, the id alone is known.

        Raises `Refused` REQUEST_INVALID where there is no such definition, or a data adapter is to be asked without an operation;
        what the adapter raises.
        """
        with self._database.read() as session:
            try:
                terms = policy.terms(session, credential_name)
            except Refused as refused:
                if refused.reason is not Reason.CREDENTIAL_DEFINITION_NOT_FOUND:
                    raise
                raise Refused(Reason.REQUEST_INVALID, f"credential definition not found: {credential_name}") from None
            if not terms.is_proxied:
                found = store.by_username(session, credential_name, username, Filter())
                if not found:
                    raise Refused(Reason.USER_NOT_FOUND)
                [detail] = self._details.read(session, found)
                return detail
        return self._find_elsewhere(username, credential_name, operation_id)

    def _find_elsewhere(self, username: str, credential_name: str, operation_id: str | None) -> UserDetail:
        """No transaction is open meanwhile."""
        if operation_id is None:
            raise Refused(Reason.REQUEST_INVALID, "a user whom a data adapter knows is looked up for an operation")
        request = AdapterRequest(str(uuid.uuid4()), credential_name, None, operation_id)
        user_id = self._adapter.find_user(request, username)
        if user_id is None:
            raise Refused(Reason.USER_NOT_FOUND)
        return UserDetail(User(user_id, UserIdentityStatus.ACTIVE, {}, now_ms(), None), (), (), ())


def _find(session: Session, criteria: Wanted, only: Filter) -> list[User]:
    name = criteria.credential_name
    if criteria.members == _BY_USERNAME and name is not None and criteria.username is not None:
        return store.by_username(session, name, criteria.username, only)
    if criteria.members == _BY_STATUS and name is not None and criteria.credential_status is not None:
        return store.by_credential_status(session, name, criteria.credential_status, only, MOST)
    if criteria.members == _BY_DATES:
        return store.by_creation(session, criteria.since_ms, criteria.until_ms, only, MOST)
    ways = "username and credentialName, credentialName and credentialStatus, or createdStartDate and createdEndDate"
    raise Refused(Reason.REQUEST_INVALID, f"users are looked up by {ways}")
