"""Registrations as the protocol sees them: their keys, and the counters that move with each signature."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, bindparam, func, select, update

from activities.powerauth.v4.version import VERSION
from activities.store.database import Database, Session
from activities.store.tables import ApplicationRow, RegistrationRow
from config import exact_json
from config.vocabulary import RegistrationStatus


@dataclass(frozen=True, slots=True)
class Signer:
    """A registration's keys and counters; see `RegistrationRow`. Before its key exchange it has no `device_public_key`.

    `least_protocol` is its application's.
    """

    registration_id: str
    application_id: str
    user_id: str
    version: int
    changed_ms: int
    status: str
    failed_attempts: int
    max_failed_attempts: int
    blocked_reason: str | None
    flags: tuple[str, ...]
    name: str | None
    expires_ms: int
    server_public_key: str
    server_private_key: str = field(repr=False)
    device_public_key: str | None
    ctr_data: str | None = field(repr=False)
    counter: int
    protocol: str | None
    guessed_until_ms: int | None
    least_protocol: str

    def serves(self, protocol: str) -> bool:
        """Whether requests of this version of the protocol are served: none older than its application's least, and `speaks`."""
        return protocol >= self.least_protocol and self.speaks(protocol)

    def speaks(self, protocol: str) -> bool:
        """Whether its device may speak this version: it has used none newer."""
        return protocol >= (self.protocol or "")

    def has_lapsed(self, now_ms: int) -> bool:
        """Whether it was not committed in time, and so is removed, whether that was written down yet or not."""
        return self.status == RegistrationStatus.PENDING_COMMIT and now_ms > self.expires_ms

    @property
    def is_version_4(self) -> bool:
        """Whether its keys and counter are those of version 4 (`V4KeysRow`): it was activated so, or has been upgraded."""
        return self.protocol == VERSION


_REGISTRATION: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_APPLICATION: Table = ApplicationRow.__table__  # type: ignore[attr-defined]
_LEAST_PROTOCOL = (
    select(_APPLICATION.c.least_protocol)
    .where(_APPLICATION.c.application_id == _REGISTRATION.c.application_id)
    .scalar_subquery()
)
_COLUMNS: list[ColumnElement[Any]] = [
    *(_REGISTRATION.c[field.name] for field in fields(Signer)[:-1]),
    func.coalesce(_LEAST_PROTOCOL, ""),
]
_NAMES = [field.name for field in fields(Signer)]
_ONE = select(*_COLUMNS).where(_REGISTRATION.c.registration_id == bindparam("registration_id"))
_LOCKED = _ONE.with_for_update(of=_REGISTRATION)
_TELLS_COUNTER = func.coalesce(_REGISTRATION.c.protocol, "") >= "3.1"
_OLDER_USE = (
    _REGISTRATION.c.ctr_data.is_not(None),
    _REGISTRATION.c.status != "REMOVED",
    _REGISTRATION.c.last_used_ms <= bindparam("until_ms", type_=BigInteger),
)
_UNUSED = (*_OLDER_USE, _TELLS_COUNTER)
_COUNT_UNUSED = select(func.count().filter(_TELLS_COUNTER), func.count().filter(~_TELLS_COUNTER)).where(*_OLDER_USE)
_LOCK_UNUSED = (
    select(*_COLUMNS)
    .where(*_UNUSED)
    .order_by(_REGISTRATION.c.registration_id)
    .limit(bindparam("size"))
    .with_for_update(of=_REGISTRATION)
)
_MOVED = (
    update(_REGISTRATION)
    .where(_REGISTRATION.c.registration_id == bindparam("id"))
    .values({name: bindparam(name) for name in ("ctr_data", "counter", "failed_attempts", "protocol", "last_used_ms")})
)
_FAILS = ("failed_attempts", "status", "blocked_reason", "version", "changed_ms", "guessed_until_ms")
_FAILED = (
    update(_REGISTRATION)
    .where(_REGISTRATION.c.registration_id == bindparam("id"))
    .values({name: bindparam(name) for name in (*_FAILS, "last_used_ms")})
)
_USED = (
    update(_REGISTRATION)
    .where(
        _REGISTRATION.c.registration_id == bindparam("id"),
        func.coalesce(_REGISTRATION.c.protocol, "") < bindparam("used"),
    )
    .values(protocol=bindparam("used"))
)
_V3_KEYS_DROPPED = (
    update(_REGISTRATION)
    .where(_REGISTRATION.c.registration_id == bindparam("id"))
    .values(
        {name: bindparam(name) for name in ("server_public_key", "server_private_key")} | {"device_public_key": None}
    )
)
_RENAMED = (
    update(_REGISTRATION).where(_REGISTRATION.c.registration_id == bindparam("id")).values(name=bindparam("name"))
)


def find(session: Session, registration_id: str) -> Signer | None:
    """The registration, to read its keys."""
    row = session.run(_ONE, {"registration_id": registration_id}).first()
    return None if row is None else _from_row(row)


def find_alone(database: Database, registration_id: str) -> Signer | None:
    """The same, where nothing else is read with it."""
    rows = database.rows(_ONE, {"registration_id": registration_id})
    return _from_row(rows[0]) if rows else None


def _from_row(row: Sequence[Any]) -> Signer:
    values = dict(zip(_NAMES, row, strict=True))
    return Signer(**values | {"flags": tuple(exact_json.read(values["flags"]))})


def lock(session: Session, registration_id: str) -> Signer | None:
    """The registration, whose counters nobody else moves until the transaction ends."""
    row = session.run(_LOCKED, {"registration_id": registration_id}).first()
    return None if row is None else _from_row(row)


def count_unused(session: Session, until_ms: int) -> tuple[int, int]:
    """How many have a phone, are not removed, and were last used at that time or before.

    And how many more, of whose phone it is not known that it can be told where its counter is: not before protocol 3.1.
    """
    told, others = session.run(_COUNT_UNUSED, {"until_ms": until_ms}).one()
    return told, others


def lock_unused(session: Session, until_ms: int, size: int) -> list[Signer]:
    """At most `size` of the first, whose counters nobody else moves until the transaction ends."""
    return [_from_row(row) for row in session.run(_LOCK_UNUSED, {"until_ms": until_ms, "size": size})]


def move_counter(
    session: Session,
    registration_id: str,
    *,
    ctr_data: str,
    counter: int,
    failed_attempts: int,
    protocol: str | None,
    now_ms: int,
) -> None:
    """A signature was right: the counter stands behind it, and no version of the protocol older than `protocol` is served."""
    values = {"ctr_data": ctr_data, "counter": counter, "failed_attempts": failed_attempts, "protocol": protocol}
    session.run(_MOVED, {"id": registration_id, "last_used_ms": now_ms} | values)


def record_protocol(session: Session, signer: Signer, protocol: str) -> None:
    """The device has proved itself in this version of the protocol: nothing older is served any more."""
    if protocol > (signer.protocol or ""):
        session.run(_USED, {"id": signer.registration_id, "used": protocol})


def record_failure(session: Session, after: Signer, now_ms: int) -> None:
    """A signature was wrong: attempts, status, its reason, the version, its time and the guesses are as in `after`."""
    values = {name: getattr(after, name) for name in _FAILS}
    session.run(_FAILED, {"id": after.registration_id, "last_used_ms": now_ms} | values)


def rename(session: Session, registration_id: str, name: str) -> None:
    """Its user calls it something else."""
    session.run(_RENAMED, {"id": registration_id, "name": name})


def drop_v3_keys(session: Session, registration_id: str, *, server_public_key: str, server_private_key: str) -> None:
    """It has been upgraded: its device has no key of version 3 any more, and the server's pair is one of nobody's."""
    values = {"server_public_key": server_public_key, "server_private_key": server_private_key}
    session.run(_V3_KEYS_DROPPED, {"id": registration_id} | values)
