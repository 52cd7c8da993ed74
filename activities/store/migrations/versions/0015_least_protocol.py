"""The oldest version of the protocol that is served, and what was guessed; applications that are there are served as they were."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("key_exchange", sa.Column("protocol", sa.String(), nullable=True))
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("least_protocol", sa.String(), nullable=True))
    op.execute("UPDATE application SET least_protocol = '3.0'")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.alter_column("least_protocol", nullable=False)
    op.add_column("registration", sa.Column("protocol", sa.String(), nullable=True))
    op.add_column("registration", sa.Column("guessed_until_ms", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("guessed_until_ms")
        batch_op.drop_column("protocol")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_column("least_protocol")
    op.drop_column("key_exchange", "protocol")
