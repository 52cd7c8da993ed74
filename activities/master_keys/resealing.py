"""Every stored secret sealed anew under the current master key, so that a former one can be given up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, tuple_, update

from activities.secrets.sealing import Sealer
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from activities.store.tables import (
    ApplicationVersionRow,
    AuditChainRow,
    CallbackRow,
    CredentialHistoryRow,
    CredentialRow,
    DeliveryRow,
    EvidenceKeyRow,
    MasterKeyPairRow,
    OfflineNonceRow,
    OtpRow,
    PushDeviceRow,
    PushProviderRow,
    RegistrationRow,
    SignedRequestRow,
    TemplatedOperationRow,
    TemporaryKeyRow,
    TokenRow,
    V4KeyExchangeRow,
    V4KeysRow,
    V4TemporaryKeyRow,
)

_BATCH = 500
# The parameters of a row's key.
_IS = ("is_0", "is_1")


@dataclass(frozen=True, slots=True)
class _SealedColumn:
    """A column of secrets, the key of its table, and the columns that the secret is bound to.

    `flag`: the column that says which rows' are sealed; null: all are. `sealed_for`: the table that the row moves into with its
    secret, where it is sealed for that; null: its own.
    """

    table: Table
    column: str
    key: tuple[str, ...]
    binding: tuple[str, ...]
    flag: str | None = None
    sealed_for: str | None = None

    @property
    def keys(self) -> list[Column[Any]]:
        return [self.table.c[name] for name in self.key]

    def key_of(self, row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in self.key)

    def context(self, row: Any) -> tuple[str, ...]:
        return (self.sealed_for or self.table.name, *(str(getattr(row, name)) for name in self.binding), self.column)


_CREDENTIAL, _PAST = ("user_id", "credential_name"), ("user_id", "ordinal")
_REGISTRATION = ("registration_id", "user_id")
_V4_KEYS = ("registration_id", "user_id", "algorithm", "device_public_keys")
_V4_EXCHANGE = ("registration_id", "exchange_id")
_MASTER_KEY_PAIR = ("application_id", "public_key")
_SCANNED, _ANSWERED = ("operation_id", "registration_id"), ("workflow_id", "update_id")
_SEALED = (
    _SealedColumn(ApplicationVersionRow.__table__, "application_secret", ("application_key",), ("application_key",)),  # type: ignore[attr-defined]
    _SealedColumn(AuditChainRow.__table__, "sealed_key", ("chain_id",), ("chain_id",)),  # type: ignore[attr-defined]
    _SealedColumn(CallbackRow.__table__, "credentials", ("callback_id",), ("callback_id",)),  # type: ignore[attr-defined]
    _SealedColumn(CallbackRow.__table__, "former_secrets", ("callback_id",), ("callback_id",)),  # type: ignore[attr-defined]
    _SealedColumn(CallbackRow.__table__, "secret", ("callback_id",), ("callback_id",)),  # type: ignore[attr-defined]
    _SealedColumn(CredentialRow.__table__, "value", _CREDENTIAL, _CREDENTIAL, "is_sealed"),  # type: ignore[attr-defined]
    _SealedColumn(CredentialHistoryRow.__table__, "value", _PAST, _PAST, "is_sealed"),  # type: ignore[attr-defined]
    _SealedColumn(DeliveryRow.__table__, "payload", ("delivery_id",), ("delivery_id",)),  # type: ignore[attr-defined]
    _SealedColumn(EvidenceKeyRow.__table__, "private_key", ("generation",), ("generation", "public_key")),  # type: ignore[attr-defined]
    _SealedColumn(MasterKeyPairRow.__table__, "private_key", ("id",), _MASTER_KEY_PAIR),  # type: ignore[attr-defined]
    _SealedColumn(MasterKeyPairRow.__table__, "v4_private_keys", ("id",), _MASTER_KEY_PAIR),  # type: ignore[attr-defined]
    _SealedColumn(OfflineNonceRow.__table__, "qr_text", _SCANNED, _SCANNED),  # type: ignore[attr-defined]
    _SealedColumn(OtpRow.__table__, "value", ("otp_id",), ("otp_id",), "is_sealed"),  # type: ignore[attr-defined]
    _SealedColumn(RegistrationRow.__table__, "server_private_key", _REGISTRATION[:1], _REGISTRATION),  # type: ignore[attr-defined]
    _SealedColumn(SignedRequestRow.__table__, "evidence", _ANSWERED, _ANSWERED),  # type: ignore[attr-defined]
    _SealedColumn(TemplatedOperationRow.__table__, "totp_seed", ("operation_id",), ("operation_id",)),  # type: ignore[attr-defined]
    _SealedColumn(TokenRow.__table__, "secret", ("token_id",), ("token_id",)),  # type: ignore[attr-defined]
    _SealedColumn(TemporaryKeyRow.__table__, "private_key", ("key_id",), ("key_id",)),  # type: ignore[attr-defined]
    # Before the table that its rows move into.
    _SealedColumn(V4KeyExchangeRow.__table__, "secrets", _V4_EXCHANGE, _V4_KEYS, sealed_for="v4_keys"),  # type: ignore[attr-defined]
    _SealedColumn(V4KeyExchangeRow.__table__, "factor_keys", _V4_EXCHANGE, _V4_KEYS, sealed_for="v4_keys"),  # type: ignore[attr-defined]
    _SealedColumn(V4KeysRow.__table__, "secrets", _V4_KEYS[:1], _V4_KEYS),  # type: ignore[attr-defined]
    _SealedColumn(V4KeysRow.__table__, "factor_keys", _V4_KEYS[:1], _V4_KEYS),  # type: ignore[attr-defined]
    _SealedColumn(V4TemporaryKeyRow.__table__, "secret", ("key_id",), ("key_id",)),  # type: ignore[attr-defined]
    _SealedColumn(PushDeviceRow.__table__, "token", ("registration_id",), ("registration_id",)),  # type: ignore[attr-defined]
    _SealedColumn(PushProviderRow.__table__, "credentials", ("id",), ("application_id", "name")),  # type: ignore[attr-defined]
)


def reseal(database: Database, sealer: Sealer, progress: Callable[[str, int], None]) -> int:
    """Seal everything under the sealer's current key; how many secrets that were. `progress` hears of a table and its count.

    Repeatable, and harmless while others work: each batch is a transaction, and a secret that changed meanwhile is left to
    whoever changed it. The audit is told when it begins, and again when everything is under the current key. Raises `Unsealable`
    where a secret is under a key that the sealer does not have.
    """
    total = 0
    _audit(database, sealer, state="begun")
    for sealed in _SEALED:
        done = sum(_reseal_table(database, sealer, sealed))
        progress(sealed.table.name, done)
        total += done
    _audit(database, sealer, state="done", secrets=total)
    return total


def _audit(database: Database, sealer: Sealer, **details: Any) -> None:
    with database.write() as session:
        trail.record(session, Event(Action.MASTER_KEY_ROTATE, details={"keyId": sealer.key_id, **details}))


def _reseal_table(database: Database, sealer: Sealer, source: _SealedColumn) -> Iterator[int]:
    column = source.table.c[source.column]
    after: tuple[Any, ...] | None = None
    while rows := _batch(database, source, after):
        after = source.key_of(rows[-1])
        values = [
            {
                "old": row.secret,
                "new": sealer.seal(sealer.open(row.secret, *context), *context),
                **dict(zip(_IS, source.key_of(row), strict=False)),
            }
            for row in rows
            if not sealer.is_current(row.secret)
            for context in [source.context(row)]
        ]
        if values:
            this = [key == bindparam(name) for key, name in zip(source.keys, _IS, strict=False)]
            change = update(source.table).where(*this, column == bindparam("old"))
            with database.write() as session:
                session.connection().execute(change.values({source.column: bindparam("new")}), values)
        yield len(values)


def _batch(database: Database, source: _SealedColumn, after: tuple[Any, ...] | None) -> list[Any]:
    column, keys = source.table.c[source.column], source.keys
    others = [source.table.c[name] for name in source.binding if name not in source.key]
    statement = select(column.label("secret"), *keys, *others).where(column.is_not(None)).order_by(*keys).limit(_BATCH)
    if source.flag is not None:
        statement = statement.where(source.table.c[source.flag].is_(True))
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    with database.read() as session:
        return list(session.connection().execute(statement))
