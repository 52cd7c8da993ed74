"""Credentials of users, the values they had, one-time passwords, and who authenticated (`nextstep.md` §6).

A value is kept as its definition says: hashed, sealed under the master key, both, or as it is. `hash_config_name` names how it
was hashed; null: it was not. `is_sealed`: what is kept is sealed.
"""

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis
from activities.store.tables.columns import text as long_text


class CredentialRow(SQLModel, table=True):
    """What a user authenticates with; one of each definition. User names are in lower case, and of one user of a definition."""

    __tablename__ = "credential"

    user_id: str = Field(primary_key=True)
    credential_name: str = Field(primary_key=True)
    credential_type: str
    credential_status: str
    username: str | None = None
    value: str | None = Field(default=None, sa_column=long_text(nullable=True))
    hash_config_name: str | None = None
    is_sealed: bool = False
    attempt_counter: int = 0
    failed_soft: int = 0
    failed_hard: int = 0
    created_ms: int = Field(sa_column=millis())
    expires_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    blocked_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    value_changed_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    username_changed_ms: int | None = Field(default=None, sa_column=millis(nullable=True))

    __table_args__ = (
        Index("ix_credential_username", "credential_name", "username", unique=True),
        Index(
            "ix_credential_status",
            "credential_status",
            sqlite_where=text("credential_status <> 'ACTIVE'"),
            postgresql_where=text("credential_status <> 'ACTIVE'"),
        ),
    )


class CredentialHistoryRow(SQLModel, table=True):
    """A value that a credential had, so that it is not used again; `ordinal` grows."""

    __tablename__ = "credential_history"

    user_id: str = Field(primary_key=True)
    ordinal: int = Field(primary_key=True)
    credential_name: str
    username: str | None = None
    value: str = Field(sa_column=long_text())
    hash_config_name: str | None = None
    is_sealed: bool = False
    created_ms: int = Field(sa_column=millis())


class OtpRow(SQLModel, table=True):
    """A one-time password: for whom, for which operation or credential, and how often it was tried.

    `attempt_limit` is its policy's when it was made.
    """

    __tablename__ = "one_time_password"

    otp_id: str = Field(primary_key=True)
    otp_name: str
    user_id: str | None = Field(default=None, index=True)
    credential_name: str | None = None
    operation_id: str | None = None
    otp_data: str | None = Field(default=None, sa_column=long_text(nullable=True))
    value: str | None = Field(default=None, sa_column=long_text(nullable=True))
    is_sealed: bool = False
    otp_status: str
    attempt_counter: int = 0
    failed_attempt_counter: int = 0
    attempt_limit: int | None = None
    created_ms: int = Field(sa_column=millis())
    verified_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    blocked_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    expires_ms: int | None = Field(default=None, sa_column=millis(nullable=True))

    __table_args__ = (
        Index("ix_one_time_password_operation", "operation_id", "created_ms"),
        Index("ix_one_time_password_created", "created_ms"),
    )


class AuthenticationRow(SQLModel, table=True):
    """Somebody tried to authenticate; results are null for what was not tried."""

    __tablename__ = "authentication"

    authentication_id: str = Field(primary_key=True)
    authentication_type: str
    user_id: str | None = None
    credential_name: str | None = None
    otp_name: str | None = None
    otp_id: str | None = None
    operation_id: str | None = None
    authentication_result: str
    credential_authentication_result: str | None = None
    otp_authentication_result: str | None = None
    created_ms: int = Field(sa_column=millis())

    __table_args__ = (
        Index("ix_authentication_user", "user_id", "created_ms"),
        Index("ix_authentication_created", "created_ms"),
        Index("ix_authentication_operation", "operation_id"),
    )
