"""Segments of the audit trail in files, and where the chain begins once their rows are dropped."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_segment",
        sa.Column("first_position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("planned_ms", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("first_position"),
    )
    with op.batch_alter_table("audit_chain") as batch:
        batch.add_column(sa.Column("begin_position", sa.BigInteger(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("begin_link", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("begin_mac", sa.String(), nullable=True))
    with op.batch_alter_table("audit_chain") as batch:
        batch.alter_column("begin_position", server_default=None)
        batch.alter_column("begin_link", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("audit_chain") as batch:
        for column in ("begin_mac", "begin_link", "begin_position"):
            batch.drop_column(column)
    op.drop_table("audit_segment")
