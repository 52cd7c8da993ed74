"""Versions of applications name their master key pair, and have former keys for a while; pairs sign from a moment on."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application_version", sa.Column("key_pair_id", sa.Integer(), nullable=True))
    op.add_column("application_version", sa.Column("expires_ms", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE application_version SET key_pair_id = (SELECT max(id) FROM master_key_pair "
        "WHERE master_key_pair.application_id = application_version.application_id)"
    )
    with op.batch_alter_table("application_version", schema=None) as batch_op:
        batch_op.alter_column("key_pair_id", nullable=False)
    op.add_column("master_key_pair", sa.Column("signs_from_ms", sa.BigInteger(), nullable=True))
    op.execute("UPDATE master_key_pair SET signs_from_ms = 0")
    with op.batch_alter_table("master_key_pair", schema=None) as batch_op:
        batch_op.alter_column("signs_from_ms", nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM application_version WHERE expires_ms IS NOT NULL")
    with op.batch_alter_table("master_key_pair", schema=None) as batch_op:
        batch_op.drop_column("signs_from_ms")
    with op.batch_alter_table("application_version", schema=None) as batch_op:
        batch_op.drop_column("expires_ms")
        batch_op.drop_column("key_pair_id")
