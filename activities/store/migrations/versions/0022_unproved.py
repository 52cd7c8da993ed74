"""Wrong proofs that nobody pays for are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unproved",
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("registration_id", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("action", "place"),
    )
    op.create_index("ix_unproved_until_ms", "unproved", ["until_ms"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_unproved_until_ms", table_name="unproved")
    op.drop_table("unproved")
