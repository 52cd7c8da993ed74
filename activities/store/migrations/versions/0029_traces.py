"""The span by which a delivery was noted."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("traceparent", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "traceparent")
