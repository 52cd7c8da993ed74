"""Users as the bank's front ends know them: who they are, how they are reached, what they may do (`nextstep.md` §6)."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, millis


class UserRow(SQLModel, table=True):
    """A user's identity; `extras` is a JSON object of the bank's."""

    __tablename__ = "user_identity"

    user_id: str = Field(primary_key=True)
    user_identity_status: str
    extras: str = Field(default="{}", sa_column=json_text(nullable=False))
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))

    __table_args__ = (Index("ix_user_identity_created", "created_ms", "user_id"),)


class UserRoleRow(SQLModel, table=True):
    """A role of a user's, or one that he had."""

    __tablename__ = "user_role"

    user_id: str = Field(primary_key=True)
    role_name: str = Field(primary_key=True, index=True)
    user_role_status: str
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))


class UserContactRow(SQLModel, table=True):
    """A telephone number or an address of a user's; of each type one is primary."""

    __tablename__ = "user_contact"

    user_id: str = Field(primary_key=True)
    contact_name: str = Field(primary_key=True)
    contact_type: str = Field(primary_key=True)
    contact_value: str
    primary: bool = Field(default=False, sa_column_kwargs={"name": "is_primary"})
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))


class UserAliasRow(SQLModel, table=True):
    """Another name of a user's."""

    __tablename__ = "user_alias"

    user_id: str = Field(primary_key=True)
    alias_name: str = Field(primary_key=True)
    alias_value: str
    user_alias_status: str
    extras: str = Field(default="{}", sa_column=json_text(nullable=False))
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
