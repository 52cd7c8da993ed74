"""When registrations changed last, for the bank to be told; of those that are there, when they came."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_ms", sa.BigInteger(), nullable=True))
    op.execute("UPDATE registration SET changed_ms = created_ms")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.alter_column("changed_ms", nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("changed_ms")
