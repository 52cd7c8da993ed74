"""How many registrations there are of which application, protocol version, algorithm and status; of nobody in particular."""

from dataclasses import dataclass

from sqlalchemy import Table, and_, case, func, select

from activities.store.database import Session
from activities.store.registration_search import has_lapsed, of_statuses
from activities.store.tables import RegistrationRow, V4KeysRow
from config.vocabulary import RegistrationStatus

_ROW: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_KEYS: Table = V4KeysRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class RegistrationCount:
    """Registrations that are alike. `protocol` null: nothing is known of it, as where no phone has come yet.

    Of them `in_use` have signed, rightly or not, since the time that was asked for. `without_confirmation`: those of version 4
    whose phone has not confirmed its keys; `in_upgrade`: those of version 3 whose upgrade has been started and not confirmed.
    """

    application_id: str
    protocol: str | None
    algorithm: str | None
    status: str
    registrations: int
    in_use: int
    without_confirmation: int
    in_upgrade: int


def count(
    session: Session,
    *,
    now_ms: int,
    statuses: tuple[RegistrationStatus, ...],
    application_id: str | None = None,
    used_since_ms: int,
) -> list[RegistrationCount]:
    """All of these statuses as of `now_ms`, where those that have lapsed are REMOVED, by application and version."""
    each = (
        select(
            _ROW.c.application_id,
            _ROW.c.protocol,
            _ROW.c.algorithm,
            case((has_lapsed(now_ms), RegistrationStatus.REMOVED.value), else_=_ROW.c.status).label("status"),
            (_ROW.c.last_used_ms >= used_since_ms).label("is_used"),
            and_(_KEYS.c.registration_id.is_not(None), _KEYS.c.upgrade_ctr_data.is_(None)).label("is_unconfirmed"),
            _KEYS.c.upgrade_ctr_data.is_not(None).label("is_upgrading"),
        )
        .select_from(
            _ROW.outerjoin(_KEYS, and_(_KEYS.c.registration_id == _ROW.c.registration_id, ~_KEYS.c.is_confirmed))
        )
        .where(of_statuses(statuses, now_ms))
    )
    if application_id is not None:
        each = each.where(_ROW.c.application_id == application_id)
    of = each.subquery().c
    alike = (of.application_id, of.protocol, of.algorithm, of.status)
    parts = (func.count().filter(one) for one in (of.is_used, of.is_unconfirmed, of.is_upgrading))
    statement = select(*alike, func.count(), *parts).group_by(*alike)
    found = [RegistrationCount(*row) for row in session.connection().execute(statement)]
    return sorted(found, key=_order)


def _order(one: RegistrationCount) -> tuple[str, ...]:
    """Not by the database, of which each has an order of its own."""
    return one.application_id, one.protocol or "", one.algorithm or "", one.status
