"""Changes that one administrator has asked for, and another one has to agree to."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_request",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("requester", sa.String(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("decision_ms", sa.BigInteger(), nullable=True),
        sa.Column("execution_ms", sa.BigInteger(), nullable=True),
        sa.Column("open_digest", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("request_id"),
        sa.UniqueConstraint("open_digest"),
    )
    op.create_index("ix_change_request_created_ms", "change_request", ["created_ms"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_change_request_created_ms", table_name="change_request")
    op.drop_table("change_request")
