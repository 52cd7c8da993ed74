"""The first tables: definitions, users' switches, operations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "afs_action",
        sa.Column("operation_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("step_index", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("response_applied", sa.Boolean(), nullable=False),
        sa.Column("request_extras", sa.Text(), nullable=True),
        sa.Column("response_extras", sa.Text(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("operation_id", "action", "step_index"),
    )
    op.create_table(
        "auth_method",
        sa.Column("auth_method", sa.String(), nullable=False),
        sa.Column("order_number", sa.Integer(), nullable=False),
        sa.Column("check_user_prefs", sa.Boolean(), nullable=False),
        sa.Column("user_prefs_column", sa.Integer(), nullable=True),
        sa.Column("user_prefs_default", sa.Boolean(), nullable=True),
        sa.Column("check_auth_fails", sa.Boolean(), nullable=False),
        sa.Column("max_auth_fails", sa.Integer(), nullable=True),
        sa.Column("has_user_interface", sa.Boolean(), nullable=False),
        sa.Column("has_mobile_token", sa.Boolean(), nullable=False),
        sa.Column("display_name_key", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("auth_method"),
    )
    op.create_table(
        "definition_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "operation",
        sa.Column("operation_id", sa.String(), nullable=False),
        sa.Column("operation_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("organization_id", sa.String(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("operation_data", sa.Text(), nullable=False),
        sa.Column("external_name", sa.String(), nullable=True),
        sa.Column("external_transaction_id", sa.String(), nullable=True),
        sa.Column("account_status", sa.String(), nullable=True),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("form_data", sa.Text(), nullable=True),
        sa.Column("application", sa.Text(), nullable=True),
        sa.Column("request_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("operation_id"),
    )
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_operation_external_transaction_id"), ["external_transaction_id"], unique=False
        )
        batch_op.create_index(
            "ix_operation_open",
            ["expires_ms"],
            unique=False,
            sqlite_where=sa.text("result = 'CONTINUE'"),
            postgresql_where=sa.text("result = 'CONTINUE'"),
        )
        batch_op.create_index(
            "ix_operation_pending",
            ["user_id", "expires_ms", "operation_id"],
            unique=False,
            sqlite_where=sa.text("result = 'CONTINUE'"),
            postgresql_where=sa.text("result = 'CONTINUE'"),
        )

    op.create_table(
        "operation_config",
        sa.Column("operation_name", sa.String(), nullable=False),
        sa.Column("template_version", sa.String(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("mobile_token_enabled", sa.Boolean(), nullable=False),
        sa.Column("mobile_token_mode", sa.Text(), nullable=False),
        sa.Column("afs_enabled", sa.Boolean(), nullable=False),
        sa.Column("afs_config_id", sa.String(), nullable=True),
        sa.Column("expiration_time", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("operation_name"),
    )
    op.create_table(
        "operation_intent",
        sa.Column("operation_id", sa.String(), nullable=False),
        sa.Column("update_id", sa.String(), nullable=False),
        sa.Column("noted_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("operation_id", "update_id"),
    )
    op.create_table(
        "operation_method_config",
        sa.Column("operation_name", sa.String(), nullable=False),
        sa.Column("auth_method", sa.String(), nullable=False),
        sa.Column("max_auth_fails", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("operation_name", "auth_method"),
    )
    op.create_table(
        "organization",
        sa.Column("organization_id", sa.String(), nullable=False),
        sa.Column("display_name_key", sa.String(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("order_number", sa.Integer(), nullable=False),
        sa.Column("default_credential_name", sa.String(), nullable=True),
        sa.Column("default_otp_name", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("organization_id"),
    )
    op.create_table(
        "step_definition",
        sa.Column("step_definition_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation_name", sa.String(), nullable=False),
        sa.Column("operation_type", sa.String(), nullable=False),
        sa.Column("request_auth_method", sa.String(), nullable=True),
        sa.Column("request_auth_step_result", sa.String(), nullable=True),
        sa.Column("response_priority", sa.BigInteger(), nullable=True),
        sa.Column("response_auth_method", sa.String(), nullable=True),
        sa.Column("response_result", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("step_definition_id"),
    )
    with op.batch_alter_table("step_definition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_definition_operation_name"), ["operation_name"], unique=False)

    op.create_table(
        "user_preference",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("prefs_column", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "prefs_column"),
    )


def downgrade() -> None:
    op.drop_table("user_preference")
    with op.batch_alter_table("step_definition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_definition_operation_name"))

    op.drop_table("step_definition")
    op.drop_table("organization")
    op.drop_table("operation_method_config")
    op.drop_table("operation_intent")
    op.drop_table("operation_config")
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.drop_index("ix_operation_pending")
        batch_op.drop_index(
            "ix_operation_open",
            sqlite_where=sa.text("result = 'CONTINUE'"),
            postgresql_where=sa.text("result = 'CONTINUE'"),
        )
        batch_op.drop_index(batch_op.f("ix_operation_external_transaction_id"))

    op.drop_table("operation")
    op.drop_table("definition_version")
    op.drop_table("auth_method")
    op.drop_table("afs_action")
