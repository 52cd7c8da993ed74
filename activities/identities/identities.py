"""What is known of users, as one set of services."""

from dataclasses import dataclass

from activities.credentials.credentials import Credentials
from activities.data_adapter.adapter import DataAdapter
from activities.identities.aliases import UserAliases
from activities.identities.authentications import UserAuthentications
from activities.identities.contacts import UserContacts
from activities.identities.lookup import UserLookup
from activities.identities.roles import UserRoles
from activities.identities.users import Users
from activities.store.database import Database


@dataclass(frozen=True, slots=True)
class Identities:
    """Users, and what belongs to them."""

    users: Users
    lookup: UserLookup
    roles: UserRoles
    contacts: UserContacts
    aliases: UserAliases
    authentications: UserAuthentications


def build(database: Database, credentials: Credentials, adapter: DataAdapter) -> Identities:
    """Those of a process."""
    return Identities(
        users=Users(database, credentials),
        lookup=UserLookup(database, credentials, adapter),
        roles=UserRoles(database),
        contacts=UserContacts(database),
        aliases=UserAliases(database),
        authentications=UserAuthentications(database),
    )
