"""Approval without a network."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offline_nonce",
        sa.Column("operation_id", sa.String(), nullable=False),
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("operation_id", "registration_id"),
    )
    with op.batch_alter_table("offline_nonce", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offline_nonce_expires_ms"), ["expires_ms"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("offline_nonce", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offline_nonce_expires_ms"))
    op.drop_table("offline_nonce")
