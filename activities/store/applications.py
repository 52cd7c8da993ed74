"""Mobile applications, their versions and master keys as they are stored (reference `powerauth-protocol.md` §9.1).

Secrets pass through here sealed. What the devices' requests need is read by statements that are built once.
"""

import json
from dataclasses import dataclass

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from activities.store.tables import ApplicationRow, ApplicationVersionRow, MasterKeyPairRow
from config.reasons import Reason
from config.refused import Refused

# The version that an application has from its creation, and that it is described by.
DEFAULT_VERSION = "default"


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version of an application; its secret is sealed."""

    application_key: str
    application_id: str
    name: str
    sealed_secret: str
    supported: bool
    created_ms: int
    least_protocol: str


@dataclass(frozen=True, slots=True)
class StoredKeyPair:
    """A master key pair: base64 of the uncompressed point, and the private number, sealed."""

    row_id: int
    public_key: str
    sealed_private_key: str


_APPLICATION: Table = ApplicationRow.__table__  # type: ignore[attr-defined]
_VERSION: Table = ApplicationVersionRow.__table__  # type: ignore[attr-defined]
_KEY_PAIR: Table = MasterKeyPairRow.__table__  # type: ignore[attr-defined]

_ROLES = select(_APPLICATION.c.roles).where(_APPLICATION.c.application_id == bindparam("application_id"))
_IDS = select(_APPLICATION.c.application_id).order_by(_APPLICATION.c.application_id)
_VERSIONS = select(
    _VERSION.c.application_key,
    _VERSION.c.application_id,
    _VERSION.c.name,
    _VERSION.c.application_secret,
    _VERSION.c.supported,
    _VERSION.c.created_ms,
    _APPLICATION.c.least_protocol,
).join_from(_VERSION, _APPLICATION, _VERSION.c.application_id == _APPLICATION.c.application_id)
_BY_KEY = _VERSIONS.where(_VERSION.c.application_key == bindparam("application_key"))
_OF_APPLICATION = _VERSIONS.where(_VERSION.c.application_id == bindparam("application_id")).order_by(
    _VERSION.c.created_ms, _VERSION.c.name
)
_NEWEST_KEY_PAIR = (
    select(_KEY_PAIR.c.id, _KEY_PAIR.c.public_key, _KEY_PAIR.c.private_key)
    .where(_KEY_PAIR.c.application_id == bindparam("application_id"))
    .order_by(_KEY_PAIR.c.id.desc())
    .limit(1)
)


def create(
    session: Session, application: ApplicationRow, version: ApplicationVersionRow, key_pair: MasterKeyPairRow
) -> None:
    """Store an application with its first version and its keys. Raises `Refused` APPLICATION_ALREADY_EXISTS."""
    session.add(application)
    try:
        session.flush()
    except IntegrityError:
        raise Refused(Reason.APPLICATION_ALREADY_EXISTS, "Application already exists") from None
    session.add_all([version, key_pair])


def add_version(session: Session, version: ApplicationVersionRow) -> None:
    """Store another version. Raises `Refused` APPLICATION_VERSION_ALREADY_EXISTS where the application has one of that name."""
    # The application's row is locked, so that two who add the same name come one after the other.
    lock = select(_APPLICATION.c.application_id).where(_APPLICATION.c.application_id == version.application_id)
    session.connection().execute(lock.with_for_update())
    if any(one.name == version.name for one in versions(session, version.application_id)):
        raise Refused(Reason.APPLICATION_VERSION_ALREADY_EXISTS, "Application version already exists")
    session.add(version)


def ids(session: Session) -> list[str]:
    """The ids of all applications, in their order."""
    return list(session.connection().execute(_IDS).scalars())


def roles(session: Session, application_id: str) -> tuple[str, ...]:
    """What the application may do. Raises `Refused` APPLICATION_NOT_FOUND where there is no such application."""
    found = session.connection().execute(_ROLES, {"application_id": application_id}).scalar()
    if found is None:
        raise Refused(Reason.APPLICATION_NOT_FOUND, "Application not found")
    return tuple(json.loads(found))


def set_least_protocol(session: Session, application_id: str, protocol: str) -> None:
    """Serve no older version of the protocol from now on. Raises `Refused` APPLICATION_NOT_FOUND."""
    named = update(_APPLICATION).where(_APPLICATION.c.application_id == application_id)
    if session.connection().execute(named.values(least_protocol=protocol)).rowcount == 0:
        raise Refused(Reason.APPLICATION_NOT_FOUND, "Application not found")


def version(session: Session, application_key: str) -> StoredVersion | None:
    """The version that an app's key names, supported or not."""
    row = session.connection().execute(_BY_KEY, {"application_key": application_key}).first()
    return None if row is None else StoredVersion(*row)


def versions(session: Session, application_id: str) -> list[StoredVersion]:
    """The application's versions, oldest first."""
    rows = session.connection().execute(_OF_APPLICATION, {"application_id": application_id})
    return [StoredVersion(*row) for row in rows]


def support(session: Session, application_id: str, name: str, *, supported: bool) -> None:
    """Let a version be used, or no longer. Raises `Refused` APPLICATION_VERSION_NOT_FOUND where there is no such version."""
    named = update(_VERSION).where(_VERSION.c.application_id == application_id, _VERSION.c.name == name)
    if session.connection().execute(named.values(supported=supported)).rowcount == 0:
        raise Refused(Reason.APPLICATION_VERSION_NOT_FOUND, "Application version not found")


def newest_key_pair(session: Session, application_id: str) -> StoredKeyPair:
    """The key pair in force. Raises `Refused` APPLICATION_NOT_FOUND where there is no such application."""
    row = session.connection().execute(_NEWEST_KEY_PAIR, {"application_id": application_id}).first()
    if row is None:
        raise Refused(Reason.APPLICATION_NOT_FOUND, "Application not found")
    return StoredKeyPair(*row)
