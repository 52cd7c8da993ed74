"""Of which algorithm a registration by version 4.0 of the protocol is."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_TABLES = ("registration", "key_exchange")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("algorithm", sa.String(), nullable=True))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "algorithm")
