"""Users with all that is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.store import user_contacts, user_roles
from activities.store.database import Session
from activities.store.user_contacts import Contact
from activities.store.users import User

# Users in one statement.
_MOST = 500


@dataclass(frozen=True, slots=True)
class UserDetail:
    """A user, with the names of his roles, and his contacts."""

    user: User
    roles: tuple[str, ...]
    contacts: tuple[Contact, ...]


def read_details(session: Session, found: Sequence[User]) -> list[UserDetail]:
    """Of many users by few statements, in their order."""
    details = []
    for begin in range(0, len(found), _MOST):
        some = found[begin : begin + _MOST]
        ids = [user.user_id for user in some]
        names, theirs = user_roles.list_active(session, ids), user_contacts.list_of(session, ids)
        details += [
            UserDetail(user, tuple(names.get(user.user_id, ())), tuple(theirs.get(user.user_id, ()))) for user in some
        ]
    return details
