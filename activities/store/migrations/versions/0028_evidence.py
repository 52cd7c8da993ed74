"""What is kept of phones' answers and of QR codes for a dispute, and the keys that sign bundles of it."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("signed_request", sa.Column("evidence", sa.Text(), nullable=True))
    op.add_column("offline_nonce", sa.Column("qr_text", sa.Text(), nullable=True))
    op.create_table(
        "evidence_key",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("generation"),
    )


def downgrade() -> None:
    op.drop_table("evidence_key")
    with op.batch_alter_table("offline_nonce") as batch:
        batch.drop_column("qr_text")
    with op.batch_alter_table("signed_request") as batch:
        batch.drop_column("evidence")
