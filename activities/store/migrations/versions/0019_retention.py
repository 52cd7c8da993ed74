"""What has ended can be found by its age, and of signed requests neither signatures nor bodies are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Name, table, column, and which rows it has.
_INDEXES = (
    ("ix_operation_ended", "operation", "expires_ms", "result <> 'CONTINUE'"),
    ("ix_registration_removed", "registration", "changed_ms", "status = 'REMOVED'"),
    ("ix_inbox_message_created", "inbox_message", "created_ms", None),
    ("ix_signed_request_caller", "signed_request", "noted_ms", "caller IS NOT NULL"),
)


def upgrade() -> None:
    with op.batch_alter_table("signed_request") as batch:
        batch.drop_index(batch.f("ix_signed_request_noted_ms"))
        batch.add_column(sa.Column("body_digest", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("caller", sa.Text(), nullable=True))
        for column in ("authorization", "body", "resource_id", "request_id"):
            batch.drop_column(column)
    with op.batch_alter_table("signed_request") as batch:
        batch.alter_column("body_digest", server_default=None)
    # All that was kept of a request may tell from where it came.
    op.execute("UPDATE signed_request SET caller = context, context = '{}'")
    for name, table, column, rows in _INDEXES:
        where = None if rows is None else sa.text(rows)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _column, _rows in reversed(_INDEXES):
        op.drop_index(name, table)
    with op.batch_alter_table("signed_request") as batch:
        batch.drop_column("caller")
        batch.drop_column("body_digest")
        for column in ("authorization", "body", "resource_id"):
            batch.add_column(sa.Column(column, sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("request_id", sa.String(), nullable=True))
        batch.create_index(batch.f("ix_signed_request_noted_ms"), ["noted_ms"], unique=False)
