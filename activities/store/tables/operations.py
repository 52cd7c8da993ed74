"""Operations: the read model of their workflows, updates on their way, and what anti-fraud systems said."""

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, millis

_OPEN, _ENDED = text("result = 'CONTINUE'"), text("result <> 'CONTINUE'")
_EXTERNAL = text("external_transaction_id IS NOT NULL")


class OperationRow(SQLModel, table=True):
    """The read model of an operation: what its workflow said last, and what takes no part in decisions.

    `version` to `state` are written from the workflow's answers only, and only by newer versions. The rest is plain SQL.
    `request_digest` is that of the request that created the operation. `language` is what the user reads, as far as callers said:
    tags in the order of his wishes, with commas between them. `asks_phone_since` counts the steps until a phone could answer;
    null: none can.
    """

    __tablename__ = "operation"

    operation_id: str = Field(primary_key=True)
    operation_name: str
    version: int
    result: str
    created_ms: int = Field(sa_column=millis())
    expires_ms: int = Field(sa_column=millis())
    user_id: str | None = None
    organization_id: str | None = None
    state: str = Field(sa_column=json_text(nullable=False))

    operation_data: str = Field(sa_column=Column(Text, nullable=False))
    external_name: str | None = None
    external_transaction_id: str | None = None
    account_status: str | None = None
    params: str = Field(default="[]", sa_column=json_text(nullable=False))
    form_data: str | None = Field(default=None, sa_column=json_text())
    application: str | None = Field(default=None, sa_column=json_text())
    language: str | None = None
    asks_phone_since: int | None = None
    request_digest: str

    __table_args__ = (
        Index(
            "ix_operation_pending", "user_id", "expires_ms", "operation_id", sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_operation_user", "user_id", "created_ms", "operation_id"),
        Index(
            "ix_operation_external_transaction_id",
            "external_transaction_id",
            sqlite_where=_EXTERNAL,
            postgresql_where=_EXTERNAL,
        ),
        Index("ix_operation_open", "expires_ms", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_operation_ended", "expires_ms", sqlite_where=_ENDED, postgresql_where=_ENDED),
    )


class OperationIntentRow(SQLModel, table=True):
    """An update on its way to an operation's workflow: while it stands here, the read model may lag behind."""

    __tablename__ = "operation_intent"

    operation_id: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    recorded_ms: int = Field(sa_column=millis())

    __table_args__ = ({"sqlite_with_rowid": False},)


class AfsActionRow(SQLModel, table=True):
    """What the bank's anti-fraud system was asked about an operation, and what it answered. Extras are JSON objects."""

    __tablename__ = "afs_action"

    operation_id: str = Field(primary_key=True)
    action: str = Field(primary_key=True)
    step_index: int = Field(primary_key=True)
    label: str | None = None
    response_applied: bool
    request_extras: str | None = Field(default=None, sa_column=json_text())
    response_extras: str | None = Field(default=None, sa_column=json_text())
    created_ms: int = Field(sa_column=millis())
