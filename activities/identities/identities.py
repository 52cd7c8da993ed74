"""What is known of users, as one set of services."""

from dataclasses import dataclass

from activities.identities.aliases import UserAliases
from activities.identities.contacts import UserContacts
from activities.identities.roles import UserRoles
from activities.identities.users import Users
from activities.store.database import Database


@dataclass(frozen=True, slots=True)
class Identities:
    """Users, and what belongs to them."""

    users: Users
    roles: UserRoles
    contacts: UserContacts
    aliases: UserAliases


def build(database: Database) -> Identities:
    """Those of a process."""
    return Identities(
        users=Users(database),
        roles=UserRoles(database),
        contacts=UserContacts(database),
        aliases=UserAliases(database),
    )
