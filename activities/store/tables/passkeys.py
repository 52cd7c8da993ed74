"""Passkeys of users, and the challenges that their authenticators sign. Bytes are base64url, as in WebAuthn's JSON."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis
from activities.store.tables.columns import text as long_text


class PasskeyRow(SQLModel, table=True):
    """A public key credential of WebAuthn. A removed one stays, without its public key, so that its id serves nobody else."""

    __tablename__ = "passkey"

    passkey_id: str = Field(primary_key=True)
    user_id: str = Field(index=True)
    user_handle: str
    credential_id: str = Field(sa_column=long_text())
    public_key: str | None = Field(default=None, sa_column=long_text(nullable=True))
    passkey_status: str
    passkey_name: str | None = None
    aaguid: str
    transports: str = ""
    sign_count: int = Field(sa_column=millis())
    is_backup_eligible: bool = False
    is_backed_up: bool = False
    created_ms: int = Field(sa_column=millis())
    used_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    blocked_ms: int | None = Field(default=None, sa_column=millis(nullable=True))

    __table_args__ = (Index("ix_passkey_credential_id", "credential_id", unique=True),)


class PasskeyChallengeRow(SQLModel, table=True):
    """What an authenticator is asked to sign, once: to register for a user, or to approve an operation."""

    __tablename__ = "passkey_challenge"

    challenge: str = Field(primary_key=True)
    ceremony: str
    user_id: str | None = Field(default=None, index=True)
    user_handle: str | None = None
    operation_id: str | None = Field(default=None, index=True)
    created_ms: int = Field(sa_column=millis())
    expires_ms: int = Field(sa_column=millis())
    used_ms: int | None = Field(default=None, sa_column=millis(nullable=True))

    __table_args__ = (Index("ix_passkey_challenge_expires", "expires_ms"),)
