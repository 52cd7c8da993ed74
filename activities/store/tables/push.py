"""Devices that take push messages, and what carries these to them (`mobile-and-cloud.md` §5.1).

Tokens and credentials are sealed under the master key and bound to their row (see `activities.secrets.sealing`).
"""

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, millis, text


class PushDeviceRow(SQLModel, table=True):
    """How the device of a registration is reached. A token is one registration's; `token_digest` finds it in its application."""

    __tablename__ = "push_device"

    registration_id: str = Field(primary_key=True)
    application_id: str
    user_id: str
    token: str = Field(sa_column=text())
    token_digest: str
    platform: str
    environment: str | None = None
    registered_ms: int = Field(sa_column=millis())

    __table_args__ = (Index("ix_push_device_token", "application_id", "token_digest", unique=True),)


class PushProviderRow(SQLModel, table=True):
    """What an application proves itself with at a provider: JSON, sealed."""

    __tablename__ = "push_provider"

    id: int | None = Field(default=None, primary_key=True)
    application_id: str
    name: str
    credentials: str = Field(sa_column=text())
    changed_ms: int = Field(sa_column=millis())

    __table_args__ = (Index("ix_push_provider_name", "application_id", "name", unique=True),)


class PushCountRow(SQLModel, table=True):
    """How many messages were sent to a user in a minute; `minute` counts since the epoch."""

    __tablename__ = "push_count"

    application_id: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    minute: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False, index=True))
    pushes: int


class PushShownRow(SQLModel, table=True):
    """A message that no provider carried: in development, where it is kept for whoever wants to see it."""

    __tablename__ = "push_shown"

    id: int | None = Field(default=None, primary_key=True)
    registration_id: str = Field(index=True)
    message: str = Field(sa_column=json_text(nullable=False))
    shown_ms: int = Field(sa_column=millis())
