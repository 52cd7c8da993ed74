"""Passkeys of users, and the challenges that their authenticators sign."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("passkey_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("user_handle", sa.String(), nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=True),
        sa.Column("passkey_status", sa.String(), nullable=False),
        sa.Column("passkey_name", sa.String(), nullable=True),
        sa.Column("aaguid", sa.String(), nullable=False),
        sa.Column("transports", sa.String(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("is_backup_eligible", sa.Boolean(), nullable=False),
        sa.Column("is_backed_up", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.Column("blocked_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("passkey_id"),
    )
    op.create_index("ix_passkey_credential_id", "passkey", ["credential_id"], unique=True)
    op.create_index("ix_passkey_user_id", "passkey", ["user_id"], unique=False)
    op.create_table(
        "passkey_challenge",
        sa.Column("challenge", sa.String(), nullable=False),
        sa.Column("ceremony", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("user_handle", sa.String(), nullable=True),
        sa.Column("operation_id", sa.String(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("challenge"),
    )
    op.create_index("ix_passkey_challenge_expires", "passkey_challenge", ["expires_ms"], unique=False)
    op.create_index("ix_passkey_challenge_operation_id", "passkey_challenge", ["operation_id"], unique=False)
    op.create_index("ix_passkey_challenge_user_id", "passkey_challenge", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_passkey_challenge_user_id", table_name="passkey_challenge")
    op.drop_index("ix_passkey_challenge_operation_id", table_name="passkey_challenge")
    op.drop_index("ix_passkey_challenge_expires", table_name="passkey_challenge")
    op.drop_table("passkey_challenge")
    op.drop_index("ix_passkey_user_id", table_name="passkey")
    op.drop_index("ix_passkey_credential_id", table_name="passkey")
    op.drop_table("passkey")
