"""Applications, accounts, registrations and what the device protocol keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("username"),
    )
    op.create_table(
        "account_application",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("username", "application_id"),
    )
    op.create_table(
        "application",
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application_id"),
    )
    op.create_table(
        "application_version",
        sa.Column("application_key", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("application_secret", sa.Text(), nullable=False),
        sa.Column("supported", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application_key"),
    )
    with op.batch_alter_table("application_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_version_application_id"), ["application_id"], unique=False)
    op.create_table(
        "key_exchange",
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=False),
        sa.Column("device_public_key", sa.String(), nullable=False),
        sa.Column("ctr_data", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("device_info", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("noted_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("registration_id", "exchange_id"),
    )
    op.create_table(
        "master_key_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("master_key_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_master_key_pair_application_id"), ["application_id"], unique=False)
    op.create_table(
        "registration",
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("blocked_reason", sa.String(), nullable=True),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("activation_code", sa.String(), nullable=False),
        sa.Column("commit_phase", sa.String(), nullable=False),
        sa.Column("otp_hash", sa.Text(), nullable=True),
        sa.Column("max_failed_attempts", sa.Integer(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("request_digest", sa.String(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("device_info", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("server_public_key", sa.String(), nullable=False),
        sa.Column("server_private_key", sa.Text(), nullable=False),
        sa.Column("device_public_key", sa.String(), nullable=True),
        sa.Column("ctr_data", sa.String(), nullable=True),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_used_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("registration_id"),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registration_code",
            ["application_id", "activation_code"],
            unique=True,
            sqlite_where=sa.text("status IN ('CREATED', 'PENDING_COMMIT')"),
            postgresql_where=sa.text("status IN ('CREATED', 'PENDING_COMMIT')"),
        )
        batch_op.create_index("ix_registration_user", ["user_id", "application_id", "created_ms"], unique=False)
    op.create_table(
        "seen_request",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    with op.batch_alter_table("seen_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seen_request_expires_ms"), ["expires_ms"], unique=False)
    op.create_table(
        "temporary_key",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("application_key", sa.String(), nullable=False),
        sa.Column("registration_id", sa.String(), nullable=True),
        sa.Column("private_key", sa.Text(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id"),
    )
    with op.batch_alter_table("temporary_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_temporary_key_expires_ms"), ["expires_ms"], unique=False)
    op.create_table(
        "token",
        sa.Column("token_id", sa.String(), nullable=False),
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("factors", sa.String(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_id"),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_registration_id"), ["registration_id"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("workflow_id", sa.String(), nullable=False),
        sa.Column("update_id", sa.String(), nullable=False),
        sa.Column("request_digest", sa.String(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("noted_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workflow_id", "update_id"),
    )
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_noted_ms"), ["noted_ms"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verdict_noted_ms"))
    op.drop_table("verdict")
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_token_registration_id"))
    op.drop_table("token")
    with op.batch_alter_table("temporary_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_temporary_key_expires_ms"))
    op.drop_table("temporary_key")
    with op.batch_alter_table("seen_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seen_request_expires_ms"))
    op.drop_table("seen_request")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_user")
        batch_op.drop_index(
            "ix_registration_code",
            sqlite_where=sa.text("status IN ('CREATED', 'PENDING_COMMIT')"),
            postgresql_where=sa.text("status IN ('CREATED', 'PENDING_COMMIT')"),
        )
    op.drop_table("registration")
    with op.batch_alter_table("master_key_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_master_key_pair_application_id"))
    op.drop_table("master_key_pair")
    op.drop_table("key_exchange")
    with op.batch_alter_table("application_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_version_application_id"))
    op.drop_table("application_version")
    op.drop_table("application")
    op.drop_table("account_application")
    op.drop_table("account")
