"""Mobile applications, their versions and master keys as they are stored (`powerauth-protocol.md` §9.1).

Secrets pass through here sealed. What the devices' requests need is read by statements that are built once.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Table, bindparam, delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError

from activities.store import passing
from activities.store.database import Database, Session
from activities.store.database_clock import database_ms
from activities.store.tables import AccountApplicationRow, ApplicationRow, ApplicationVersionRow, MasterKeyPairRow
from config.reasons import Reason
from config.refused import Refused

# The version that an application has from its creation, and that it is described by.
DEFAULT_VERSION = "default"


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version of an application with one of its keys; its secret is sealed. `algorithms` is a JSON list."""

    application_key: str
    application_id: str
    name: str
    sealed_secret: str
    supported: bool
    created_ms: int
    least_protocol: str
    key_pair_id: int
    algorithms: str | None
    has_v4_keys: bool


@dataclass(frozen=True, slots=True)
class FormerKey:
    """A key that a version had, and that is taken until it expires."""

    name: str
    application_key: str
    expires_ms: int


_APPLICATION: Table = ApplicationRow.__table__  # type: ignore[attr-defined]
_VERSION: Table = ApplicationVersionRow.__table__  # type: ignore[attr-defined]
_KEY_PAIR: Table = MasterKeyPairRow.__table__  # type: ignore[attr-defined]
_ACCESS: Table = AccountApplicationRow.__table__  # type: ignore[attr-defined]

_ROLES = select(_APPLICATION.c.roles).where(_APPLICATION.c.application_id == bindparam("application_id"))
_ALGORITHMS = select(_APPLICATION.c.algorithms).where(_APPLICATION.c.application_id == bindparam("application_id"))
_LEAST_PROTOCOL = select(_APPLICATION.c.least_protocol).where(
    _APPLICATION.c.application_id == bindparam("application_id")
)
_IDS = select(_APPLICATION.c.application_id).order_by(_APPLICATION.c.application_id)
_VERSIONS = (
    select(
        _VERSION.c.application_key,
        _VERSION.c.application_id,
        _VERSION.c.name,
        _VERSION.c.application_secret,
        _VERSION.c.supported,
        _VERSION.c.created_ms,
        _APPLICATION.c.least_protocol,
        _VERSION.c.key_pair_id,
        _APPLICATION.c.algorithms,
        _KEY_PAIR.c.v4_private_keys.is_not(None),
    )
    .join_from(_VERSION, _APPLICATION, _VERSION.c.application_id == _APPLICATION.c.application_id)
    .outerjoin(_KEY_PAIR, _KEY_PAIR.c.id == _VERSION.c.key_pair_id)
)
_BY_KEY = _VERSIONS.where(
    _VERSION.c.application_key == bindparam("application_key"),
    or_(_VERSION.c.expires_ms.is_(None), _VERSION.c.expires_ms > database_ms()),
)
_OF_APPLICATION = _VERSIONS.where(
    _VERSION.c.application_id == bindparam("application_id"), _VERSION.c.expires_ms.is_(None)
).order_by(_VERSION.c.created_ms, _VERSION.c.name)
_FORMER = (
    select(_VERSION.c.name, _VERSION.c.application_key, _VERSION.c.expires_ms)
    .where(_VERSION.c.application_id == bindparam("application_id"), _VERSION.c.expires_ms > database_ms())
    .order_by(_VERSION.c.expires_ms, _VERSION.c.application_key)
)
# Those that a release made which knew protocol 3 alone, and those whose keys it rotated.
_BEFORE_V4 = (
    select(_APPLICATION.c.application_id)
    .where(
        or_(
            _APPLICATION.c.algorithms.is_(None),
            exists().where(
                _KEY_PAIR.c.application_id == _APPLICATION.c.application_id, _KEY_PAIR.c.v4_private_keys.is_(None)
            ),
        )
    )
    .order_by(_APPLICATION.c.application_id)
)
_EXPIRED = passing.delete_old(_VERSION, _VERSION.c.expires_ms <= database_ms())
_newer = _KEY_PAIR.alias("newer")
_UNUSED = delete(_KEY_PAIR).where(
    ~exists().where(_VERSION.c.key_pair_id == _KEY_PAIR.c.id),
    exists().where(
        _newer.c.application_id == _KEY_PAIR.c.application_id,
        _newer.c.id > _KEY_PAIR.c.id,
        _newer.c.signs_from_ms <= database_ms(),
    ),
)


def existing(database: Database) -> list[str]:
    """The ids of all applications, in their order, in a transaction of its own."""
    return [application_id for (application_id,) in database.rows(_IDS, {})]


def create(session: Session, application: ApplicationRow) -> None:
    """Store an application. Raises `Refused` APPLICATION_ALREADY_EXISTS."""
    session.orm.add(application)
    try:
        session.flush()
    except IntegrityError:
        raise Refused(Reason.APPLICATION_ALREADY_EXISTS, "Application already exists") from None


def add_version(session: Session, version: ApplicationVersionRow) -> None:
    """Store another version. Raises `Refused` APPLICATION_VERSION_ALREADY_EXISTS where the application has one of that name."""
    lock(session, version.application_id)
    if any(one.name == version.name for one in versions(session, version.application_id)):
        raise Refused(Reason.APPLICATION_VERSION_ALREADY_EXISTS, "Application version already exists")
    session.orm.add(version)
    session.flush()


def lock(session: Session, application_id: str) -> None:
    """Whoever else changes the application's versions and keys waits for the transaction's end."""
    row = select(_APPLICATION.c.application_id).where(_APPLICATION.c.application_id == application_id)
    session.connection().execute(row.with_for_update())


def database_now_ms(session: Session) -> int:
    """The database's clock."""
    return int(session.connection().execute(select(database_ms())).scalar_one())


def expire(session: Session, application_id: str, name: str | None, *, until_ms: int) -> None:
    """Take the present keys of the version of that name, or of all, until then; former ones no longer than until then."""
    ours = [_VERSION.c.application_id == application_id, *([] if name is None else [_VERSION.c.name == name])]
    longer = or_(_VERSION.c.expires_ms.is_(None), _VERSION.c.expires_ms > until_ms)
    session.connection().execute(update(_VERSION).where(*ours, longer).values(expires_ms=until_ms))


def ids(session: Session) -> list[str]:
    """The ids of all applications, in their order."""
    return list(session.run(_IDS).scalars())


def roles(session: Session, application_id: str) -> tuple[str, ...]:
    """What the application may do. Raises `Refused` APPLICATION_NOT_FOUND where there is no such application."""
    found = session.run(_ROLES, {"application_id": application_id}).scalar()
    if found is None:
        raise Refused(Reason.APPLICATION_NOT_FOUND, "Application not found")
    return tuple(json.loads(found))


def least_protocol(session: Session, application_id: str) -> str:
    """The oldest version of the protocol that is served. Raises `Refused` APPLICATION_NOT_FOUND."""
    found: str | None = session.run(_LEAST_PROTOCOL, {"application_id": application_id}).scalar()
    if found is None:
        raise Refused(Reason.APPLICATION_NOT_FOUND, "Application not found")
    return found


def algorithms(session: Session, application_id: str) -> str | None:
    """The algorithms of protocol 4 that the application allows, a JSON list; null: nobody has said which."""
    found: str | None = session.run(_ALGORITHMS, {"application_id": application_id}).scalar()
    return found


def change(session: Session, application_id: str, values: Mapping[str, str]) -> None:
    """Change the oldest version of the protocol that is served, or the algorithms. Raises `Refused` APPLICATION_NOT_FOUND."""
    named = update(_APPLICATION).where(_APPLICATION.c.application_id == application_id)
    if session.connection().execute(named.values(**values)).rowcount == 0:
        raise Refused(Reason.APPLICATION_NOT_FOUND, "Application not found")


def first_algorithms(session: Session, application_id: str, words: str) -> bool:
    """Allow the algorithms where nobody has said which; whether that was so."""
    unsaid = update(_APPLICATION).where(
        _APPLICATION.c.application_id == application_id, _APPLICATION.c.algorithms.is_(None)
    )
    return session.connection().execute(unsaid.values(algorithms=words)).rowcount > 0


def before_v4(session: Session) -> list[str]:
    """The ids of applications that lack something of protocol 4, in their order."""
    return list(session.run(_BEFORE_V4).scalars())


def version(session: Session, application_key: str) -> StoredVersion | None:
    """The version that an app's key names, supported or not; none whose key has expired."""
    row = session.run(_BY_KEY, {"application_key": application_key}).first()
    return None if row is None else StoredVersion(*row)


def versions(session: Session, application_id: str) -> list[StoredVersion]:
    """The application's versions with their present keys, oldest first."""
    rows = session.run(_OF_APPLICATION, {"application_id": application_id})
    return [StoredVersion(*row) for row in rows]


def former_keys(session: Session, application_id: str) -> list[FormerKey]:
    """The keys that the application's versions had and that are still taken, the next to expire first."""
    return [FormerKey(*row) for row in session.run(_FORMER, {"application_id": application_id})]


def support(session: Session, application_id: str, name: str, *, supported: bool) -> None:
    """Let a version be used, by its present and its former keys, or no longer.

    Raises `Refused` APPLICATION_VERSION_NOT_FOUND where there is no such version.
    """
    named = update(_VERSION).where(_VERSION.c.application_id == application_id, _VERSION.c.name == name)
    if session.connection().execute(named.values(supported=supported)).rowcount == 0:
        raise Refused(Reason.APPLICATION_VERSION_NOT_FOUND, "Application version not found")


def remove(session: Session, application_id: str) -> None:
    """Forget the application, its versions and keys, and who manages it; repeatable."""
    for table in (_VERSION, _KEY_PAIR, _ACCESS, _APPLICATION):
        session.connection().execute(delete(table).where(table.c.application_id == application_id))


def delete_expired(session: Session) -> int:
    """Drop keys that have expired, and key pairs that no app is served with any more; how many keys."""
    dropped: int = session.run(_EXPIRED).rowcount
    session.run(_UNUSED)
    return dropped
