"""What credentials and one-time passwords are defined by: applications, roles, hash configurations, policies, definitions.

Removed ones stay as rows. Source: `nextstep.md` §1.3, §6.
"""

from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, millis, text


class NextStepApplicationRow(SQLModel, table=True):
    """An application of the bank's, to which credentials and one-time passwords belong."""

    __tablename__ = "nextstep_application"

    application_name: str = Field(primary_key=True)
    application_status: str
    description: str | None = Field(default=None, sa_column=text(nullable=True))
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))


class RoleRow(SQLModel, table=True):
    """A role that users may have."""

    __tablename__ = "role"

    role_name: str = Field(primary_key=True)
    description: str | None = Field(default=None, sa_column=text(nullable=True))
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))


class HashConfigRow(SQLModel, table=True):
    """How values are hashed; `parameters` is a JSON object of texts."""

    __tablename__ = "hash_config"

    hash_config_name: str = Field(primary_key=True)
    algorithm: str
    parameters: str = Field(default="{}", sa_column=json_text(nullable=False))
    hash_config_status: str
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))


class CredentialPolicyRow(SQLModel, table=True):
    """Rules of user names and values: their shape, how they are made, how often they may be wrong. Parameters are JSON objects.

    `rotation_days` are days; `temporary_credential_expiration_time` are seconds.
    """

    __tablename__ = "credential_policy"

    credential_policy_name: str = Field(primary_key=True)
    description: str | None = Field(default=None, sa_column=text(nullable=True))
    credential_policy_status: str
    username_length_min: int | None = None
    username_length_max: int | None = None
    username_allowed_pattern: str | None = None
    credential_length_min: int | None = None
    credential_length_max: int | None = None
    limit_soft: int | None = None
    limit_hard: int | None = None
    check_history_count: int = 0
    rotation_enabled: bool = False
    rotation_days: int | None = None
    temporary_credential_expiration_time: int | None = None
    username_gen_algorithm: str
    username_gen_param: str = Field(sa_column=json_text(nullable=False))
    credential_gen_algorithm: str
    credential_gen_param: str = Field(sa_column=json_text(nullable=False))
    credential_val_param: str = Field(sa_column=json_text(nullable=False))
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))


class CredentialDefinitionRow(SQLModel, table=True):
    """A kind of credential: whose it is, its policy, and how its values are kept and sent."""

    __tablename__ = "credential_definition"

    credential_definition_name: str = Field(primary_key=True)
    application_name: str
    organization_id: str | None = None
    credential_policy_name: str
    description: str | None = Field(default=None, sa_column=text(nullable=True))
    category: str
    encryption_enabled: bool = False
    encryption_algorithm: str | None = None
    hashing_enabled: bool = False
    hash_config_name: str | None = None
    e2e_encryption_enabled: bool = False
    e2e_encryption_algorithm: str | None = None
    e2e_encryption_cipher_transformation: str | None = None
    e2e_encryption_for_temporary_credential_enabled: bool = False
    credential_definition_status: str
    data_adapter_proxy_enabled: bool = False
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))


class OtpPolicyRow(SQLModel, table=True):
    """How one-time passwords are made, and how long and how often they may be tried; `expiration_time` are seconds."""

    __tablename__ = "otp_policy"

    otp_policy_name: str = Field(primary_key=True)
    description: str | None = Field(default=None, sa_column=text(nullable=True))
    otp_policy_status: str
    length: int
    attempt_limit: int | None = None
    expiration_time: int | None = None
    gen_algorithm: str
    gen_param: str = Field(default="{}", sa_column=json_text(nullable=False))
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))


class OtpDefinitionRow(SQLModel, table=True):
    """A kind of one-time password: whose it is, its policy, and how its values are kept."""

    __tablename__ = "otp_definition"

    otp_definition_name: str = Field(primary_key=True)
    application_name: str
    otp_policy_name: str
    description: str | None = Field(default=None, sa_column=text(nullable=True))
    encryption_enabled: bool = False
    encryption_algorithm: str | None = None
    otp_definition_status: str
    data_adapter_proxy_enabled: bool = False
    created_ms: int = Field(sa_column=millis())
    updated_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
