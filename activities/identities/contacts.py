"""How users are reached. Of each type at most one contact is primary: the one that was last said to be."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from activities.credentials.presence import find_present, lock_present
from activities.identities.changes import Change, UserPart, record
from activities.store import user_contacts as store
from activities.store.database import Database, Session
from activities.store.user_contacts import Contact
from config.clock import now_ms
from config.identity_vocabulary import ContactType
from config.reasons import Reason
from config.refused import Refused

MOST = 100


@dataclass(frozen=True, slots=True)
class SaidContact:
    """A contact as a caller says it."""

    contact_name: str
    contact_type: ContactType
    contact_value: str = field(repr=False)
    primary: bool

    @property
    def key(self) -> tuple[str, ContactType]:
        """What tells it from the user's others."""
        return self.contact_name, self.contact_type

    def of(self, user_id: str, at_ms: int) -> Contact:
        """As a new one of this user's."""
        return Contact(user_id, self.contact_name, self.contact_type, self.contact_value, self.primary, at_ms)


class UserContacts:
    """One per process. Who is not there is `Refused` USER_NOT_FOUND."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_of(self, user_id: str) -> list[Contact]:
        """By name and type."""
        with self._database.read() as session:
            find_present(session, user_id)
            return store.list_of(session, [user_id]).get(user_id, [])

    def create(self, user_id: str, new: SaidContact) -> None:
        """Raises `Refused` USER_CONTACT_ALREADY_EXISTS, or REQUEST_INVALID where the user has as many as there may be."""
        with self._database.write() as session:
            lock_present(session, user_id)
            contact = new.of(user_id, now_ms())
            theirs = store.list_of(session, [user_id]).get(user_id, [])
            if not store.insert(session, contact):
                raise Refused(Reason.USER_CONTACT_ALREADY_EXISTS)
            if len(theirs) >= MOST:
                raise Refused(Reason.REQUEST_INVALID, f"a user has at most {MOST} contacts")
            _settle_primary(session, contact)
            record(session, user_id, UserPart.CONTACT, Change.CREATED)

    def update(self, user_id: str, new: SaidContact) -> None:
        """Raises `Refused` USER_CONTACT_NOT_FOUND."""
        with self._database.write() as session:
            lock_present(session, user_id)
            theirs = {_key(one): one for one in store.list_of(session, [user_id]).get(user_id, [])}
            if new.key not in theirs:
                raise Refused(Reason.USER_CONTACT_NOT_FOUND)
            changed = _changed(theirs[new.key], new, now_ms())
            store.put(session, changed)
            _settle_primary(session, changed)
            record(session, user_id, UserPart.CONTACT, Change.CHANGED)

    def delete(self, user_id: str, contact_name: str, contact_type: ContactType) -> None:
        """Raises `Refused` USER_CONTACT_NOT_FOUND."""
        with self._database.write() as session:
            lock_present(session, user_id)
            if not store.drop(session, user_id, contact_name, contact_type):
                raise Refused(Reason.USER_CONTACT_NOT_FOUND)
            record(session, user_id, UserPart.CONTACT, Change.REMOVED)


def check_distinct(contacts: Sequence[SaidContact]) -> None:
    """Raises `Refused` REQUEST_INVALID where two have one name and type."""
    if len({one.key for one in contacts}) < len(contacts):
        raise Refused(Reason.REQUEST_INVALID, "two contacts have one name and type")


def replace_all(session: Session, user_id: str, contacts: Sequence[SaidContact], at_ms: int) -> None:
    """The user has these contacts, and no others; those that stay keep the time of their creation."""
    theirs = {_key(one): one for one in store.list_of(session, [user_id]).get(user_id, [])}
    for name, kind in theirs.keys() - {one.key for one in contacts}:
        store.drop(session, user_id, name, kind)
    for one in contacts:
        known = theirs.get(one.key)
        contact = one.of(user_id, at_ms) if known is None else _changed(known, one, at_ms)
        if known is None:
            store.insert(session, contact)
        else:
            store.put(session, contact)
        _settle_primary(session, contact)


def _changed(contact: Contact, new: SaidContact, at_ms: int) -> Contact:
    return replace(contact, contact_value=new.contact_value, primary=new.primary, updated_ms=at_ms)


def _settle_primary(session: Session, contact: Contact) -> None:
    if contact.primary:
        store.demote_others(session, contact)


def _key(contact: Contact) -> tuple[str, ContactType]:
    return contact.contact_name, contact.contact_type
