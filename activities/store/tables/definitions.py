"""What administrators define, and what users switch. Source: `nextstep.md` §2.1."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text


class AuthMethodRow(SQLModel, table=True):
    """An authentication method. `user_prefs_column` (1 to 5) names the user's switch for it where `check_user_prefs`."""

    __tablename__ = "auth_method"

    auth_method: str = Field(primary_key=True)
    order_number: int
    check_user_prefs: bool
    user_prefs_column: int | None = None
    user_prefs_default: bool | None = None
    check_auth_fails: bool
    max_auth_fails: int | None = None
    has_user_interface: bool
    has_mobile_token: bool
    display_name_key: str | None = None


class UserPreferenceRow(SQLModel, table=True):
    """One of a user's switches, and its configuration (a JSON object of strings)."""

    __tablename__ = "user_preference"

    user_id: str = Field(primary_key=True)
    prefs_column: int = Field(primary_key=True)
    enabled: bool
    config: str = Field(sa_column=json_text(nullable=False))


class OperationConfigRow(SQLModel, table=True):
    """What holds for all operations of a name. `expiration_time` in seconds overrides the general lifetime."""

    __tablename__ = "operation_config"

    operation_name: str = Field(primary_key=True)
    template_version: str
    template_id: int
    mobile_token_enabled: bool
    mobile_token_mode: str = Field(sa_column=json_text(nullable=False))
    afs_enabled: bool
    afs_config_id: str | None = None
    expiration_time: int | None = None


class OperationMethodConfigRow(SQLModel, table=True):
    """How often a method may fail in operations of a name; overrides the method's own limit."""

    __tablename__ = "operation_method_config"

    operation_name: str = Field(primary_key=True)
    auth_method: str = Field(primary_key=True)
    max_auth_fails: int


class StepDefinitionRow(SQLModel, table=True):
    """After this method ended like this, offer that method."""

    __tablename__ = "step_definition"

    step_definition_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    operation_name: str = Field(index=True)
    operation_type: str
    request_auth_method: str | None = None
    request_auth_step_result: str | None = None
    response_priority: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    response_auth_method: str | None = None
    response_result: str


class OrganizationRow(SQLModel, table=True):
    """A segment of the bank's customers."""

    __tablename__ = "organization"

    organization_id: str = Field(primary_key=True)
    display_name_key: str | None = None
    is_default: bool
    order_number: int
    default_credential_name: str | None = None
    default_otp_name: str | None = None


class DefinitionVersionRow(SQLModel, table=True):
    """One row: grows with every change of definitions, so that each process knows when its copy is old."""

    __tablename__ = "definition_version"

    id: int = Field(default=1, primary_key=True)
    version: int
