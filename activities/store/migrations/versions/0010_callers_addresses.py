"""The address that a request came from, in the audit trail. What rows say is what their MACs read: those from before do not verify."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("address", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("audit", "address")
