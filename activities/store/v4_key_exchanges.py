"""The keys of key exchanges by version 4.0, until the registration's workflow says which exchange won.

They come and go with what else the device sent (`activities.store.key_exchanges`).
"""

from typing import Any

from sqlalchemy import Table, bindparam, delete, exists, insert, literal, select

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import KeyExchangeRow, V4KeyExchangeRow, V4KeysRow
from activities.store.v4_keys import StoredV4Keys

_EXCHANGED: Table = V4KeyExchangeRow.__table__  # type: ignore[attr-defined]
_EXCHANGE: Table = KeyExchangeRow.__table__  # type: ignore[attr-defined]
_KEYS: Table = V4KeysRow.__table__  # type: ignore[attr-defined]
_NAMES = [column.name for column in _EXCHANGED.columns if column.name != "exchange_id"]
_OF_ONE = _EXCHANGED.c.registration_id == bindparam("registration_id")

_RECORD = insert(_EXCHANGED)
_MOVE = insert(_KEYS).from_select(
    [*_NAMES, "biometry_enabled", "is_confirmed"],
    select(*(_EXCHANGED.c[name] for name in _NAMES), literal(False), literal(False)).where(
        _OF_ONE, _EXCHANGED.c.exchange_id == bindparam("exchange_id")
    ),
)
_FORGET = delete(_EXCHANGED).where(
    _OF_ONE,
    ~exists().where(
        _EXCHANGE.c.registration_id == _EXCHANGED.c.registration_id,
        _EXCHANGE.c.exchange_id == _EXCHANGED.c.exchange_id,
    ),
)


def record(session: Session, exchange_id: str, keys: StoredV4Keys) -> None:
    """Keys that are about to be exchanged; they are sealed for the row that they would come into."""
    given: dict[str, Any] = columns(keys)
    session.run(_RECORD, {"exchange_id": exchange_id} | {name: given[name] for name in _NAMES})


def win(session: Session, registration_id: str, exchange_id: str) -> None:
    """The exchange won: its keys, if it was by version 4.0, are the registration's."""
    session.run(_MOVE, {"registration_id": registration_id, "exchange_id": exchange_id})


def delete_lost(session: Session, registration_id: str) -> None:
    """Drop the keys of the registration's exchanges that are not noted any more."""
    session.run(_FORGET, {"registration_id": registration_id})
