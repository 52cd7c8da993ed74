"""Users, credentials, one-time passwords, and what they are defined by."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nextstep_application",
        sa.Column("application_name", sa.String(), nullable=False),
        sa.Column("application_status", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("application_name"),
    )
    op.create_table(
        "role",
        sa.Column("role_name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("role_name"),
    )
    op.create_table(
        "hash_config",
        sa.Column("hash_config_name", sa.String(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("hash_config_status", sa.String(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hash_config_name"),
    )
    op.create_table(
        "credential_policy",
        sa.Column("credential_policy_name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("credential_policy_status", sa.String(), nullable=False),
        sa.Column("username_length_min", sa.Integer(), nullable=True),
        sa.Column("username_length_max", sa.Integer(), nullable=True),
        sa.Column("username_allowed_pattern", sa.String(), nullable=True),
        sa.Column("credential_length_min", sa.Integer(), nullable=True),
        sa.Column("credential_length_max", sa.Integer(), nullable=True),
        sa.Column("limit_soft", sa.Integer(), nullable=True),
        sa.Column("limit_hard", sa.Integer(), nullable=True),
        sa.Column("check_history_count", sa.Integer(), nullable=False),
        sa.Column("rotation_enabled", sa.Boolean(), nullable=False),
        sa.Column("rotation_days", sa.Integer(), nullable=True),
        sa.Column("temporary_credential_expiration_time", sa.Integer(), nullable=True),
        sa.Column("username_gen_algorithm", sa.String(), nullable=False),
        sa.Column("username_gen_param", sa.Text(), nullable=False),
        sa.Column("credential_gen_algorithm", sa.String(), nullable=False),
        sa.Column("credential_gen_param", sa.Text(), nullable=False),
        sa.Column("credential_val_param", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("credential_policy_name"),
    )
    op.create_table(
        "credential_definition",
        sa.Column("credential_definition_name", sa.String(), nullable=False),
        sa.Column("application_name", sa.String(), nullable=False),
        sa.Column("organization_id", sa.String(), nullable=True),
        sa.Column("credential_policy_name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("encryption_enabled", sa.Boolean(), nullable=False),
        sa.Column("encryption_algorithm", sa.String(), nullable=True),
        sa.Column("hashing_enabled", sa.Boolean(), nullable=False),
        sa.Column("hash_config_name", sa.String(), nullable=True),
        sa.Column("e2e_encryption_enabled", sa.Boolean(), nullable=False),
        sa.Column("e2e_encryption_algorithm", sa.String(), nullable=True),
        sa.Column("e2e_encryption_cipher_transformation", sa.String(), nullable=True),
        sa.Column("e2e_encryption_for_temporary_credential_enabled", sa.Boolean(), nullable=False),
        sa.Column("credential_definition_status", sa.String(), nullable=False),
        sa.Column("data_adapter_proxy_enabled", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("credential_definition_name"),
    )
    op.create_table(
        "otp_policy",
        sa.Column("otp_policy_name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("otp_policy_status", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("attempt_limit", sa.Integer(), nullable=True),
        sa.Column("expiration_time", sa.Integer(), nullable=True),
        sa.Column("gen_algorithm", sa.String(), nullable=False),
        sa.Column("gen_param", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("otp_policy_name"),
    )
    op.create_table(
        "otp_definition",
        sa.Column("otp_definition_name", sa.String(), nullable=False),
        sa.Column("application_name", sa.String(), nullable=False),
        sa.Column("otp_policy_name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("encryption_enabled", sa.Boolean(), nullable=False),
        sa.Column("encryption_algorithm", sa.String(), nullable=True),
        sa.Column("otp_definition_status", sa.String(), nullable=False),
        sa.Column("data_adapter_proxy_enabled", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("otp_definition_name"),
    )
    op.create_table(
        "user_identity",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("user_identity_status", sa.String(), nullable=False),
        sa.Column("extras", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_index("ix_user_identity_created", "user_identity", ["created_ms", "user_id"])
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("role_name", sa.String(), nullable=False),
        sa.Column("user_role_status", sa.String(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "role_name"),
    )
    op.create_index("ix_user_role_role_name", "user_role", ["role_name"])
    op.create_table(
        "user_contact",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_type", sa.String(), nullable=False),
        sa.Column("contact_value", sa.String(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "contact_name", "contact_type"),
    )
    op.create_table(
        "user_alias",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("alias_name", sa.String(), nullable=False),
        sa.Column("alias_value", sa.String(), nullable=False),
        sa.Column("user_alias_status", sa.String(), nullable=False),
        sa.Column("extras", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "alias_name"),
    )
    op.create_table(
        "credential",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("credential_name", sa.String(), nullable=False),
        sa.Column("credential_type", sa.String(), nullable=False),
        sa.Column("credential_status", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("hash_config_name", sa.String(), nullable=True),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("attempt_counter", sa.Integer(), nullable=False),
        sa.Column("failed_soft", sa.Integer(), nullable=False),
        sa.Column("failed_hard", sa.Integer(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=True),
        sa.Column("blocked_ms", sa.BigInteger(), nullable=True),
        sa.Column("updated_ms", sa.BigInteger(), nullable=True),
        sa.Column("value_changed_ms", sa.BigInteger(), nullable=True),
        sa.Column("username_changed_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "credential_name"),
    )
    op.create_index(
        "ix_credential_status",
        "credential",
        ["credential_status"],
        sqlite_where=sa.text("credential_status <> 'ACTIVE'"),
        postgresql_where=sa.text("credential_status <> 'ACTIVE'"),
    )
    op.create_index("ix_credential_username", "credential", ["credential_name", "username"], unique=True)
    op.create_table(
        "credential_history",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("credential_name", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("hash_config_name", sa.String(), nullable=True),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "ordinal"),
    )
    op.create_table(
        "one_time_password",
        sa.Column("otp_id", sa.String(), nullable=False),
        sa.Column("otp_name", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("credential_name", sa.String(), nullable=True),
        sa.Column("operation_id", sa.String(), nullable=True),
        sa.Column("otp_data", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("otp_status", sa.String(), nullable=False),
        sa.Column("attempt_counter", sa.Integer(), nullable=False),
        sa.Column("failed_attempt_counter", sa.Integer(), nullable=False),
        sa.Column("attempt_limit", sa.Integer(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("verified_ms", sa.BigInteger(), nullable=True),
        sa.Column("blocked_ms", sa.BigInteger(), nullable=True),
        sa.Column("expires_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("otp_id"),
    )
    op.create_index("ix_one_time_password_created", "one_time_password", ["created_ms"])
    op.create_index("ix_one_time_password_operation", "one_time_password", ["operation_id", "created_ms"])
    op.create_index("ix_one_time_password_user_id", "one_time_password", ["user_id"])
    op.create_table(
        "authentication",
        sa.Column("authentication_id", sa.String(), nullable=False),
        sa.Column("authentication_type", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("credential_name", sa.String(), nullable=True),
        sa.Column("otp_name", sa.String(), nullable=True),
        sa.Column("otp_id", sa.String(), nullable=True),
        sa.Column("operation_id", sa.String(), nullable=True),
        sa.Column("authentication_result", sa.String(), nullable=False),
        sa.Column("credential_authentication_result", sa.String(), nullable=True),
        sa.Column("otp_authentication_result", sa.String(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("authentication_id"),
    )
    op.create_index("ix_authentication_created", "authentication", ["created_ms"])
    op.create_index("ix_authentication_operation", "authentication", ["operation_id"])
    op.create_index("ix_authentication_user", "authentication", ["user_id", "created_ms"])


def downgrade() -> None:
    op.drop_table("authentication")
    op.drop_table("one_time_password")
    op.drop_table("credential_history")
    op.drop_table("credential")
    op.drop_table("user_alias")
    op.drop_table("user_contact")
    op.drop_table("user_role")
    op.drop_table("user_identity")
    op.drop_table("otp_definition")
    op.drop_table("otp_policy")
    op.drop_table("credential_definition")
    op.drop_table("credential_policy")
    op.drop_table("hash_config")
    op.drop_table("role")
    op.drop_table("nextstep_application")
