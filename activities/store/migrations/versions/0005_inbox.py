"""Messages of a bank to its users."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox_entry",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "application_id", "message_id"),
    )
    op.create_table(
        "inbox_message",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("read_ms", sa.BigInteger(), nullable=True),
        sa.Column("request_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message_id"),
    )
    with op.batch_alter_table("inbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_message_unread",
            ["user_id", "created_ms"],
            unique=False,
            sqlite_where=sa.text("read_ms IS NULL"),
            postgresql_where=sa.text("read_ms IS NULL"),
        )
        batch_op.create_index("ix_inbox_message_user", ["user_id", "created_ms"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("inbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_message_user")
        batch_op.drop_index(
            "ix_inbox_message_unread",
            sqlite_where=sa.text("read_ms IS NULL"),
            postgresql_where=sa.text("read_ms IS NULL"),
        )
    op.drop_table("inbox_message")
    op.drop_table("inbox_entry")
