"""The keys of registrations by version 4.0. Whoever writes holds the registration's lock (`signers.lock`)."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields

from sqlalchemy import Table, bindparam, delete, insert, select, update

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import RegistrationRow, V4KeysRow


@dataclass(frozen=True, slots=True)
class StoredV4Keys:
    """A registration's keys as they are stored; see `V4KeysRow`."""

    registration_id: str
    user_id: str
    algorithm: str
    device_public_keys: str
    server_public_keys: str
    secrets: str = field(repr=False)
    factor_keys: str = field(repr=False)
    biometry_enabled: bool = False
    is_confirmed: bool = False
    upgrade_ctr_data: str | None = field(default=None, repr=False)
    upgrade_counter: int | None = None

    @property
    def upgrade_position(self) -> tuple[str, int] | None:
        """Where the counter of an upgrade stands that is not confirmed: its value, and that one's number; null: there is none."""
        return None if self.upgrade_ctr_data is None else _position(self.upgrade_ctr_data, self.upgrade_counter)


_REGISTRATION: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_KEYS: Table = V4KeysRow.__table__  # type: ignore[attr-defined]
_THIS = _KEYS.c.registration_id == bindparam("id")
_ONE = select(*(_KEYS.c[field.name] for field in fields(StoredV4Keys))).where(_THIS)
_INSERT = insert(_KEYS)
_FACTORS = update(_KEYS).where(_THIS).values({name: bindparam(name) for name in ("factor_keys", "biometry_enabled")})
_CONFIRM = update(_KEYS).where(_THIS).values({name: bindparam(name) for name in ("is_confirmed", "biometry_enabled")})
_UPGRADED = update(_KEYS).where(_THIS).values(is_confirmed=True, upgrade_ctr_data=None, upgrade_counter=None)
_POSITION = ("upgrade_ctr_data", "upgrade_counter")
_UPGRADES = select(_KEYS.c.registration_id, *(_KEYS.c[name] for name in _POSITION)).where(
    _KEYS.c.registration_id.in_(bindparam("ids", expanding=True)), _KEYS.c.upgrade_ctr_data.is_not(None)
)
_MOVE_UPGRADE = update(_KEYS).where(_THIS).values({name: bindparam(name) for name in _POSITION})
_ALGORITHM = (
    update(_REGISTRATION)
    .where(_REGISTRATION.c.registration_id == bindparam("id"))
    .values(algorithm=select(_KEYS.c.algorithm).where(_THIS).scalar_subquery())
)
_REMOVE = delete(_KEYS).where(_THIS)


def find(session: Session, registration_id: str) -> StoredV4Keys | None:
    """The registration's keys, or null."""
    row = session.run(_ONE, {"id": registration_id}).first()
    return None if row is None else StoredV4Keys(*row)


def add(session: Session, keys: StoredV4Keys) -> None:
    """The keys of a registration that has none."""
    session.run(_INSERT, columns(keys))


def replace_factor_keys(session: Session, registration_id: str, factor_keys: str, *, biometry_enabled: bool) -> None:
    """Its phone has other keys of knowledge or biometry."""
    values = {"factor_keys": factor_keys, "biometry_enabled": biometry_enabled}
    session.run(_FACTORS, {"id": registration_id} | values)


def confirm(session: Session, registration_id: str, *, biometry_enabled: bool) -> None:
    """Its phone has proved that it has the keys, and said whether it uses biometry."""
    session.run(_CONFIRM, {"id": registration_id, "is_confirmed": True, "biometry_enabled": biometry_enabled})


def confirm_upgrade(session: Session, registration_id: str) -> None:
    """The registration is of version 4 from now on; the caller writes its counter into its own row."""
    session.run(_UPGRADED, {"id": registration_id})
    session.run(_ALGORITHM, {"id": registration_id})


def upgrades(session: Session, registration_ids: Collection[str]) -> dict[str, tuple[str, int]]:
    """Of those registrations whose upgrade is not confirmed, by their ids, where the upgrade's counter stands."""
    rows = session.run(_UPGRADES, {"ids": list(registration_ids)})
    return {registration_id: _position(*position) for registration_id, *position in rows}


def move_upgrade_counter(session: Session, registration_id: str, *, ctr_data: str, counter: int) -> None:
    """The counter of its upgrade, which is not confirmed, stands there."""
    session.run(_MOVE_UPGRADE, {"id": registration_id, "upgrade_ctr_data": ctr_data, "upgrade_counter": counter})


def remove(session: Session, registration_id: str) -> None:
    """Drop the keys: of an upgrade that begins again."""
    session.run(_REMOVE, {"id": registration_id})


def _position(ctr_data: str, counter: int | None) -> tuple[str, int]:
    """No number is 0, as the column says."""
    return ctr_data, counter or 0
