"""Since when an operation asks a phone; who receives a delivery, and when somebody is to look after it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_WAITS = sa.text("state = 'WAITING'")


def upgrade() -> None:
    op.add_column("operation", sa.Column("asks_phone_since", sa.Integer(), nullable=True))
    op.add_column("delivery", sa.Column("due_ms", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("delivery", sa.Column("lane", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.execute("UPDATE delivery SET lane = CASE WHEN kind = 'push' THEN application_id ELSE target END")
    op.drop_index("ix_delivery_waiting", table_name="delivery")
    op.create_index(
        "ix_delivery_due", "delivery", ["due_ms", "created_ms"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_due", table_name="delivery")
    op.create_index("ix_delivery_waiting", "delivery", ["delivery_id"], sqlite_where=_WAITS, postgresql_where=_WAITS)
    op.drop_column("delivery", "lane")
    op.drop_column("delivery", "due_ms")
    op.drop_column("operation", "asks_phone_since")
