"""Every table. Times are integer milliseconds since the epoch, UTC; JSON is text. Source: reference `nextstep.md` §2.1."""

from sqlalchemy import BigInteger, Column, Index, Text, text
from sqlmodel import Field, SQLModel


def _millis() -> Column[int]:
    return Column(BigInteger, nullable=False)


def _json(*, nullable: bool = True) -> Column[str]:
    return Column(Text, nullable=nullable)


_OPEN = text("result = 'CONTINUE'")


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
    config: str = Field(sa_column=_json(nullable=False))


class OperationConfigRow(SQLModel, table=True):
    """What holds for all operations of a name. `expiration_time` in seconds overrides the general lifetime."""

    __tablename__ = "operation_config"

    operation_name: str = Field(primary_key=True)
    template_version: str
    template_id: int
    mobile_token_enabled: bool
    mobile_token_mode: str = Field(sa_column=_json(nullable=False))
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


class OperationRow(SQLModel, table=True):
    """The read model of an operation: what its workflow said last, and what takes no part in decisions.

    `version` to `state` are written from the workflow's answers only, and only by newer versions. The rest is plain SQL.
    `request_digest` is that of the request that created the operation.
    """

    __tablename__ = "operation"

    operation_id: str = Field(primary_key=True)
    operation_name: str
    version: int
    result: str
    created_ms: int = Field(sa_column=_millis())
    expires_ms: int = Field(sa_column=_millis())
    user_id: str | None = None
    organization_id: str | None = None
    state: str = Field(sa_column=_json(nullable=False))

    operation_data: str = Field(sa_column=Column(Text, nullable=False))
    external_name: str | None = None
    external_transaction_id: str | None = Field(default=None, index=True)
    account_status: str | None = None
    params: str = Field(default="[]", sa_column=_json(nullable=False))
    form_data: str | None = Field(default=None, sa_column=_json())
    application: str | None = Field(default=None, sa_column=_json())
    request_digest: str

    __table_args__ = (
        Index(
            "ix_operation_pending", "user_id", "expires_ms", "operation_id", sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_operation_open", "expires_ms", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )


class OperationIntentRow(SQLModel, table=True):
    """An update on its way to an operation's workflow: while it stands here, the read model may lag behind."""

    __tablename__ = "operation_intent"

    operation_id: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    noted_ms: int = Field(sa_column=_millis())


class AfsActionRow(SQLModel, table=True):
    """What the bank's anti-fraud system was asked about an operation, and what it answered. Extras are JSON objects."""

    __tablename__ = "afs_action"

    operation_id: str = Field(primary_key=True)
    action: str = Field(primary_key=True)
    step_index: int = Field(primary_key=True)
    label: str | None = None
    response_applied: bool
    request_extras: str | None = Field(default=None, sa_column=_json())
    response_extras: str | None = Field(default=None, sa_column=_json())
    created_ms: int = Field(sa_column=_millis())
