"""Templates that allow unfilled places in their data; those that are there do not say so."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("operation_template", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("unfilled_places_allowed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("operation_template", schema=None) as batch_op:
        batch_op.alter_column("unfilled_places_allowed", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("operation_template", schema=None) as batch_op:
        batch_op.drop_column("unfilled_places_allowed")
