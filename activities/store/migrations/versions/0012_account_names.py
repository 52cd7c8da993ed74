"""No two accounts whose names differ in capitals only."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_account_name", "account", [sa.text("lower(username)")], unique=True)


def downgrade() -> None:
    op.drop_index("ix_account_name", table_name="account")
