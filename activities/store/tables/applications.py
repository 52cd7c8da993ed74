"""Mobile applications, their versions and keys, and who may manage them (`powerauth-protocol.md` §9.1).

Secrets are sealed under the master key and bound to their row (see `activities.secrets.sealing`).
"""

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, millis, text


class ApplicationRow(SQLModel, table=True):
    """A mobile application. `roles` is a JSON list of free texts; older versions of the protocol are not served.

    `algorithms`: a JSON list of those of protocol 4 that new registrations may be of; null: nobody has said, and there are none.
    """

    __tablename__ = "application"

    application_id: str = Field(primary_key=True)
    roles: str = Field(sa_column=json_text(nullable=False))
    least_protocol: str
    algorithms: str | None = Field(default=None, sa_column=json_text())
    created_ms: int = Field(sa_column=millis())


class ApplicationVersionRow(SQLModel, table=True):
    """What is compiled into an app: key and secret, base64 of 16 bytes each. An unsupported version is refused everywhere.

    `key_pair_id`: the master key pair whose public half is compiled in too. `expires_ms`, by the database's clock: the version
    has other keys since, in another row, and these are taken until then; null: they are its present ones.
    """

    __tablename__ = "application_version"

    application_key: str = Field(primary_key=True)
    application_id: str = Field(index=True)
    name: str
    application_secret: str = Field(sa_column=text())
    supported: bool
    created_ms: int = Field(sa_column=millis())
    key_pair_id: int
    expires_ms: int | None = Field(default=None, sa_column=millis(nullable=True))


class MasterKeyPairRow(SQLModel, table=True):
    """The key pairs that apps trust; `public_key` is base64 of the uncompressed point on P-256.

    `v4_private_keys`: those of protocol 4, on P-384 and of ML-DSA-65 and -87, sealed as one; null: an older release made the row.
    What phones of an application scan is signed by the newest whose `signs_from_ms` has come, by the database's clock.
    """

    __tablename__ = "master_key_pair"

    id: int | None = Field(default=None, primary_key=True)
    application_id: str = Field(index=True)
    public_key: str
    private_key: str = Field(sa_column=text())
    v4_private_keys: str | None = Field(default=None, sa_column=text(nullable=True))
    created_ms: int = Field(sa_column=millis())
    signs_from_ms: int = Field(sa_column=millis())


class AccountRow(SQLModel, table=True):
    """Who calls PowerAuth Cloud: an administrator or an integration user. `password_hash` is argon2id in PHC form."""

    __tablename__ = "account"

    username: str = Field(primary_key=True)
    role: str
    password_hash: str
    enabled: bool
    created_ms: int = Field(sa_column=millis())

    # Of two names that differ in capitals only, a person who reads the audit sees one.
    __table_args__ = (Index("ix_account_name", sql("lower(username)"), unique=True),)


class AccountApplicationRow(SQLModel, table=True):
    """An integration user manages an application."""

    __tablename__ = "account_application"

    username: str = Field(primary_key=True)
    application_id: str = Field(primary_key=True)
