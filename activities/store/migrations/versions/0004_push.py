"""Devices that take push messages, credentials of providers, and counts of what was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "push_count",
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("minute", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pushes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "user_id", "minute"),
    )
    with op.batch_alter_table("push_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_count_minute"), ["minute"], unique=False)
    op.create_table(
        "push_device",
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("environment", sa.String(), nullable=True),
        sa.Column("registered_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("registration_id"),
    )
    with op.batch_alter_table("push_device", schema=None) as batch_op:
        batch_op.create_index("ix_push_device_token", ["application_id", "token_digest"], unique=True)
    op.create_table(
        "push_provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credentials", sa.Text(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("push_provider", schema=None) as batch_op:
        batch_op.create_index("ix_push_provider_name", ["application_id", "name"], unique=True)
    op.create_table(
        "push_shown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("shown_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("push_shown", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_shown_registration_id"), ["registration_id"], unique=False)


def downgrade() -> None:
    for table, index in (
        ("push_shown", "ix_push_shown_registration_id"),
        ("push_provider", "ix_push_provider_name"),
        ("push_device", "ix_push_device_token"),
        ("push_count", "ix_push_count_minute"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(index)
        op.drop_table(table)
