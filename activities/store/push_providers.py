"""What applications prove themselves with at push providers, as it is stored: sealed."""

from collections.abc import Mapping

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.database import Session
from activities.store.tables import PushProviderRow
from config.reasons import Reason
from config.refused import Refused

_PROVIDER: Table = PushProviderRow.__table__  # type: ignore[attr-defined]
_OF_APPLICATION = _PROVIDER.c.application_id == bindparam("application_id")
_ALL = select(_PROVIDER.c.name, _PROVIDER.c.credentials).where(_OF_APPLICATION)
_REMOVE = delete(_PROVIDER).where(_OF_APPLICATION, _PROVIDER.c.name == bindparam("name"))


def _put(dialect: sqlite.dml.Insert | postgresql.dml.Insert) -> sqlite.dml.Insert | postgresql.dml.Insert:
    changed = {name: dialect.excluded[name] for name in ("credentials", "changed_ms")}
    return dialect.on_conflict_do_update(index_elements=["application_id", "name"], set_=changed)


_PUT = {"sqlite": _put(sqlite.insert(_PROVIDER)), "postgresql": _put(postgresql.insert(_PROVIDER))}


def put(session: Session, *, application_id: str, name: str, credentials: str, now_ms: int) -> None:
    """From now on the application proves itself so at the provider."""
    values = {"application_id": application_id, "name": name, "credentials": credentials, "changed_ms": now_ms}
    session.run(_PUT, values)


def credentials(session: Session, application_id: str) -> Mapping[str, str]:
    """The application's sealed credentials by the provider's name."""
    rows = session.run(_ALL, {"application_id": application_id})
    return {row[0]: row[1] for row in rows}


def remove(session: Session, application_id: str, name: str) -> None:
    """Forget credentials. Raises `Refused` PUSH_PROVIDER_NOT_FOUND where there are none."""
    keys = {"application_id": application_id, "name": name}
    if session.run(_REMOVE, keys).rowcount == 0:
        raise Refused(Reason.PUSH_PROVIDER_NOT_FOUND, "Push provider not found")


def remove_all(session: Session, application_id: str) -> None:
    """Forget all credentials of the application; repeatable."""
    session.connection().execute(delete(_PROVIDER).where(_PROVIDER.c.application_id == application_id))
