"""The number of the counter's value where an upgrade to version 4.0 begins, which moves on after a restore."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("v4_keys", sa.Column("upgrade_counter", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("v4_keys", "upgrade_counter")
