"""Whether somebody is just trying a receiver that did not answer."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("circuit", sa.Column("trying", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("circuit") as batch:
        batch.drop_column("trying")
