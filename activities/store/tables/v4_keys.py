"""The keys of registrations by version 4.0 of the protocol (`powerauth-protocol-4.md` §2, §4.5, §5.2).

Secrets are sealed under the master key and bound to their row (see `activities.device.v4.keys`). Public keys are JSON as on the
wire: a member for each signature of the algorithm.
"""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, text


class V4KeysRow(SQLModel, table=True):
    """The keys of a registration that was activated by version 4.0, or is being upgraded to it.

    `secrets`: the activation's secret and the server's private keys. `factor_keys`: the current and the waiting keys of knowledge
    and biometry. `is_confirmed`: the phone has proved that it has the keys. `upgrade_ctr_data`: where its counter begins, while
    an upgrade is not confirmed: until then the registration's own row tells of version 3; null: it tells of these keys.
    `upgrade_counter` is the number of that value; null: 0, as long as no restore has moved it on.
    """

    __tablename__ = "v4_keys"

    registration_id: str = Field(primary_key=True)
    user_id: str
    algorithm: str
    device_public_keys: str = Field(sa_column=json_text(nullable=False))
    server_public_keys: str = Field(sa_column=json_text(nullable=False))
    secrets: str = Field(sa_column=text())
    factor_keys: str = Field(sa_column=text())
    biometry_enabled: bool
    is_confirmed: bool
    upgrade_ctr_data: str | None = None
    upgrade_counter: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


class V4KeyExchangeRow(SQLModel, table=True):
    """The keys that belong to a `KeyExchangeRow`, sealed for the row that they come into if it wins."""

    __tablename__ = "v4_key_exchange"

    registration_id: str = Field(primary_key=True)
    exchange_id: str = Field(primary_key=True)
    user_id: str
    algorithm: str
    device_public_keys: str = Field(sa_column=json_text(nullable=False))
    server_public_keys: str = Field(sa_column=json_text(nullable=False))
    secrets: str = Field(sa_column=text())
    factor_keys: str = Field(sa_column=text())


class V4TemporaryKeyRow(SQLModel, table=True):
    """A secret for encryption, agreed for minutes with one application version, or with one registration of it."""

    __tablename__ = "v4_temporary_key"

    key_id: str = Field(primary_key=True)
    application_key: str
    registration_id: str | None = None
    secret: str = Field(sa_column=text())
    expires_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
