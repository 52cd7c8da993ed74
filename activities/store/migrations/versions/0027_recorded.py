"""When a row was written is told by one word, and how often proofs were wrong by its noun."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# Table, the column's former name and its new one.
_COLUMNS = (
    ("key_exchange", "noted_ms", "recorded_ms"),
    ("operation_intent", "noted_ms", "recorded_ms"),
    ("signed_request", "noted_ms", "recorded_ms"),
    ("verdict", "noted_ms", "recorded_ms"),
    ("unproved", "seen", "occurrences"),
)


def upgrade() -> None:
    for table, former, name in _COLUMNS:
        _rename(table, former, name)
    op.drop_index("ix_verdict_noted_ms", "verdict")
    op.create_index("ix_verdict_recorded_ms", "verdict", ["recorded_ms"])


def downgrade() -> None:
    op.drop_index("ix_verdict_recorded_ms", "verdict")
    for table, former, name in _COLUMNS:
        _rename(table, name, former)
    op.create_index("ix_verdict_noted_ms", "verdict", ["noted_ms"])


def _rename(table: str, former: str, name: str) -> None:
    # Alembic would copy the whole table in SQLite, which renames a column, in its indexes too, by itself.
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {former} TO {name}")
