"""Who is there: a removed user is as one that never was (`nextstep.md` §6)."""

from activities.store import users
from activities.store.database import Session
from activities.store.users import User
from config.identity_vocabulary import UserIdentityStatus
from config.reasons import Reason
from config.refused import Refused


def lock_present(session: Session, user_id: str) -> User:
    """The user, whom nobody else changes until the transaction ends. Raises `Refused` USER_NOT_FOUND."""
    return _present(users.lock(session, user_id))


def find_present(session: Session, user_id: str) -> User:
    """The user, to be read. Raises `Refused` USER_NOT_FOUND."""
    return _present(users.find(session, user_id))


def check_present(session: Session, user_id: str) -> None:
    """The user's state alone, by a prepared statement. Raises `Refused` USER_NOT_FOUND."""
    if users.find_status(session, user_id) in (None, UserIdentityStatus.REMOVED):
        raise Refused(Reason.USER_NOT_FOUND)


def _present(user: User | None) -> User:
    if user is None or user.status is UserIdentityStatus.REMOVED:
        raise Refused(Reason.USER_NOT_FOUND)
    return user
