"""Registered devices, and what their protocol needs (`powerauth-protocol.md` §3 to §6).

Secrets are sealed under the master key and bound to their row (see `activities.secrets.sealing`).
Keys, codes and counters are base64.
"""

from sqlalchemy import BigInteger, Column, Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, millis, text

_WAITS, _REMOVED = sql("status IN ('CREATED', 'PENDING_COMMIT')"), sql("status = 'REMOVED'")


class RegistrationRow(SQLModel, table=True):
    """A device of a user, from its activation code until it is removed.

    `version` to `exchange_id` are what the registration's workflow says, until it is ACTIVE or REMOVED; then SQL alone changes
    them, and each change makes `version` grow; `changed_ms` is when the last one happened. `ctr_data` and `counter` move with
    each signature. `protocol` is the newest version of the protocol that the device has used; null: not known yet. `algorithm` is
    that of a registration by version 4.0, whose keys are in a `V4KeysRow`.
    `guessed_until_ms` is as far in the future as there were wrong signatures that are not counted as failed
    attempts.
    """

    __tablename__ = "registration"

    registration_id: str = Field(primary_key=True)
    application_id: str
    user_id: str
    version: int
    status: str
    failed_attempts: int
    blocked_reason: str | None = None
    exchange_id: str | None = None

    activation_code: str
    commit_phase: str
    otp_hash: str | None = Field(default=None, sa_column=text(nullable=True))
    max_failed_attempts: int
    expires_ms: int = Field(sa_column=millis())
    request_digest: str

    flags: str = Field(sa_column=json_text(nullable=False))
    name: str | None = None
    platform: str | None = None
    device_info: str | None = None
    external_id: str | None = None
    server_public_key: str
    server_private_key: str = Field(sa_column=text())
    device_public_key: str | None = None
    ctr_data: str | None = None
    counter: int = Field(sa_column=Column(BigInteger, nullable=False))
    protocol: str | None = None
    algorithm: str | None = None
    guessed_until_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    created_ms: int = Field(sa_column=millis())
    changed_ms: int = Field(sa_column=millis())
    last_used_ms: int = Field(sa_column=millis())

    __table_args__ = (
        Index("ix_registration_user", "user_id", "application_id", "created_ms"),
        Index(
            "ix_registration_code",
            "application_id",
            "activation_code",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index("ix_registration_removed", "changed_ms", sqlite_where=_REMOVED, postgresql_where=_REMOVED),
    )


class KeyExchangeRow(SQLModel, table=True):
    """What a device sent to activate itself, kept until the registration's workflow says whether it won (`exchange_id`).

    Of version 4.0 the keys are in a `V4KeyExchangeRow`, and `device_public_key` is null.
    """

    __tablename__ = "key_exchange"

    registration_id: str = Field(primary_key=True)
    exchange_id: str = Field(primary_key=True)
    device_public_key: str | None = None
    ctr_data: str
    name: str | None = None
    platform: str
    device_info: str | None = None
    external_id: str | None = None
    protocol: str | None = None
    algorithm: str | None = None
    recorded_ms: int = Field(sa_column=millis())


class TokenRow(SQLModel, table=True):
    """A token of a registration, remembering the factors of the signature that it was made with."""

    __tablename__ = "token"

    token_id: str = Field(primary_key=True)
    registration_id: str = Field(index=True)
    secret: str = Field(sa_column=text())
    factors: str
    created_ms: int = Field(sa_column=millis())


class TemporaryKeyRow(SQLModel, table=True):
    """A key pair of protocol 3.3, for one application version, and for one registration or for none."""

    __tablename__ = "temporary_key"

    key_id: str = Field(primary_key=True)
    application_key: str
    registration_id: str | None = None
    private_key: str = Field(sa_column=text())
    expires_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))


class SeenRequestRow(SQLModel, table=True):
    """A value that may come once: SHA-256 of what makes an encrypted request or a token's use unique."""

    __tablename__ = "seen_request"

    digest: str = Field(primary_key=True)
    expires_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))


class VerdictRow(SQLModel, table=True):
    """What a check of a signature found, under the request's id: an activity that runs again answers the same."""

    __tablename__ = "verdict"

    workflow_id: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    request_digest: str
    verdict: str = Field(sa_column=json_text(nullable=False))
    recorded_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
