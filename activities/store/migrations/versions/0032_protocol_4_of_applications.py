"""Master key pairs of protocol 4, and the algorithms that an application allows.

The rows that are there get theirs from `nextstep migrate`, which has the master key that they are sealed under.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("master_key_pair", sa.Column("v4_private_keys", sa.Text(), nullable=True))
    op.add_column("application", sa.Column("algorithms", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("application") as batch:
        batch.drop_column("algorithms")
    with op.batch_alter_table("master_key_pair") as batch:
        batch.drop_column("v4_private_keys")
