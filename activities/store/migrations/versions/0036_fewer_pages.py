"""An intent is one row of one page on SQLite, and who has no external id has no place in the index of those."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_EXTERNAL = "ix_operation_external_transaction_id"


def upgrade() -> None:
    _index_external(sa.text("external_transaction_id IS NOT NULL"))
    _make_intents_anew(with_rowid=False)


def downgrade() -> None:
    _index_external(None)
    _make_intents_anew(with_rowid=True)


def _index_external(rows: sa.TextClause | None) -> None:
    op.drop_index(_EXTERNAL, "operation")
    op.create_index(_EXTERNAL, "operation", ["external_transaction_id"], sqlite_where=rows, postgresql_where=rows)


def _make_intents_anew(*, with_rowid: bool) -> None:
    """PostgreSQL knows no such difference."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.create_table(
        "intent_anew",
        sa.Column("operation_id", sa.String(), nullable=False),
        sa.Column("update_id", sa.String(), nullable=False),
        sa.Column("recorded_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("operation_id", "update_id"),
        sqlite_with_rowid=with_rowid,
    )
    op.execute("INSERT INTO intent_anew SELECT operation_id, update_id, recorded_ms FROM operation_intent")
    op.drop_table("operation_intent")
    op.rename_table("intent_anew", "operation_intent")
