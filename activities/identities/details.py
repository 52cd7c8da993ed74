"""Users with all that is told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from activities.credentials.credentials import Credentials
from activities.credentials.new_credential import CredentialDetail
from activities.store import user_contacts, user_roles
from activities.store.database import Session
from activities.store.user_contacts import Contact
from activities.store.users import User

# Users in one statement.
_MOST = 500


@dataclass(frozen=True, slots=True)
class UserDetail:
    """A user, with the names of the roles, the contacts and the credentials."""

    user: User
    roles: tuple[str, ...]
    contacts: tuple[Contact, ...]
    credentials: tuple[CredentialDetail, ...]


class UserDetails:
    """Reads users' details."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def read(
        self,
        session: Session,
        users: Sequence[User],
        *,
        include_removed: bool = False,
        credential_name: str | None = None,
    ) -> list[UserDetail]:
        """In their order. Of credentials only that of the name, if there is one; removed ones where these are included.

        Raises `Refused` CONFIGURATION_INVALID, ENCRYPTION_FAILED where a credential cannot be judged.
        """
        details = []
        for begin in range(0, len(users), _MOST):
            some = users[begin : begin + _MOST]
            ids = [user.user_id for user in some]
            names, theirs = user_roles.list_active(session, ids), user_contacts.list_of(session, ids)
            credentials = self._credentials.details(session, ids, include_removed=include_removed, name=credential_name)
            details += [
                UserDetail(
                    user=user,
                    roles=tuple(names.get(user.user_id, ())),
                    contacts=tuple(theirs.get(user.user_id, ())),
                    credentials=credentials.get(user.user_id, ()),
                )
                for user in some
            ]
        return details

    def read_one(
        self, session: Session, user: User, secrets: Mapping[str, CredentialDetail] | None = None
    ) -> UserDetail:
        """A user who was changed in this transaction; `secrets` stand in place of the credentials of their names."""
        [detail] = self.read(session, [user])
        credential_secrets = tuple(
            (secrets or {}).get(one.credential.credential_name, one) for one in detail.credentials
        )
        return UserDetail(detail.user, detail.roles, detail.contacts, credential_secrets)
