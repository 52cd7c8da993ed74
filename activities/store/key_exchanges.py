"""What devices sent to activate themselves, until the registration's workflow says which exchange won."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, bindparam, delete, select

from activities.store import v4_key_exchanges
from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import KeyExchangeRow


@dataclass(frozen=True, slots=True)
class StoredKeyExchange:
    """What a device sent, and the counter's first value that it is given; see `KeyExchangeRow`. Keys are base64.

    Of version 4.0 they are elsewhere (`activities.store.v4_key_exchanges`).
    """

    registration_id: str
    exchange_id: str
    device_public_key: str | None
    ctr_data: str = field(repr=False)
    platform: str
    recorded_ms: int
    name: str | None = None
    device_info: str | None = None
    external_id: str | None = None
    protocol: str | None = None
    algorithm: str | None = None


_EXCHANGE: Table = KeyExchangeRow.__table__  # type: ignore[attr-defined]
_BROUGHT = ("device_public_key", "ctr_data", "name", "platform", "device_info", "external_id", "protocol", "algorithm")
_OF_ONE = _EXCHANGE.c.registration_id == bindparam("registration_id")
_THIS = _EXCHANGE.c.exchange_id == bindparam("exchange_id")

_CONTENT = select(*(_EXCHANGE.c[name] for name in _BROUGHT)).where(_OF_ONE, _THIS)
_NOTE = _EXCHANGE.insert()
_FORGET = delete(_EXCHANGE).where(_OF_ONE, _THIS)
_FORGET_OLD = delete(_EXCHANGE).where(_OF_ONE, _EXCHANGE.c.recorded_ms <= bindparam("until_ms"))
_FORGET_ALL = delete(_EXCHANGE).where(_OF_ONE)


def record(session: Session, exchange: StoredKeyExchange) -> None:
    """Keys are about to be exchanged."""
    session.run(_NOTE, columns(exchange))


def find_content(session: Session, registration_id: str, exchange_id: str) -> dict[str, Any] | None:
    """What an exchange brings into the registration's row, by column; null where it is not noted."""
    keys = {"registration_id": registration_id, "exchange_id": exchange_id}
    row = session.run(_CONTENT, keys).first()
    return None if row is None else dict(zip(_BROUGHT, row, strict=True))


def delete_exchange(session: Session, registration_id: str, exchange_id: str) -> None:
    """The exchange did not win."""
    session.run(_FORGET, {"registration_id": registration_id, "exchange_id": exchange_id})
    v4_key_exchanges.delete_lost(session, registration_id)


def delete_old(session: Session, registration_id: str, *, recorded_until_ms: int) -> None:
    """The workflow was asked since, and still waits for a device: what was on its way by then will not arrive."""
    session.run(_FORGET_OLD, {"registration_id": registration_id, "until_ms": recorded_until_ms})
    v4_key_exchanges.delete_lost(session, registration_id)


def delete_all(session: Session, registration_id: str) -> None:
    """The registration waits for no device any more."""
    session.run(_FORGET_ALL, {"registration_id": registration_id})
    v4_key_exchanges.delete_lost(session, registration_id)
