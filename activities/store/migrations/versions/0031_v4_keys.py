"""The keys of registrations by version 4.0 of the protocol."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "v4_keys",
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("device_public_keys", sa.Text(), nullable=False),
        sa.Column("server_public_keys", sa.Text(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("factor_keys", sa.Text(), nullable=False),
        sa.Column("biometry_enabled", sa.Boolean(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("upgrade_ctr_data", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("registration_id"),
    )
    op.create_table(
        "v4_key_exchange",
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("device_public_keys", sa.Text(), nullable=False),
        sa.Column("server_public_keys", sa.Text(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("factor_keys", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("registration_id", "exchange_id"),
    )
    op.create_table(
        "v4_temporary_key",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("application_key", sa.String(), nullable=False),
        sa.Column("registration_id", sa.String(), nullable=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id"),
    )
    op.create_index("ix_v4_temporary_key_expires_ms", "v4_temporary_key", ["expires_ms"], unique=False)
    with op.batch_alter_table("key_exchange") as batch:
        batch.alter_column("device_public_key", existing_type=sa.String(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM key_exchange WHERE device_public_key IS NULL")
    with op.batch_alter_table("key_exchange") as batch:
        batch.alter_column("device_public_key", existing_type=sa.String(), nullable=False)
    op.drop_index("ix_v4_temporary_key_expires_ms", table_name="v4_temporary_key")
    op.drop_table("v4_temporary_key")
    op.drop_table("v4_key_exchange")
    op.drop_table("v4_keys")
