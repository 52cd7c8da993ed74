"""Templates, and what phones approve."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operation_template",
        sa.Column("template_name", sa.String(), nullable=False),
        sa.Column("operation_type", sa.String(), nullable=False),
        sa.Column("data_template", sa.Text(), nullable=False),
        sa.Column("signature_types", sa.Text(), nullable=False),
        sa.Column("max_failure_count", sa.Integer(), nullable=False),
        sa.Column("expiration", sa.Integer(), nullable=False),
        sa.Column("risk_flags", sa.String(), nullable=False),
        sa.Column("proximity_check_enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("template_name"),
    )
    op.create_table(
        "operation_text",
        sa.Column("operation_type", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("result_texts", sa.Text(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=True),
        sa.Column("ui", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("operation_type", "language"),
    )
    op.create_table(
        "signed_request",
        sa.Column("workflow_id", sa.String(), nullable=False),
        sa.Column("update_id", sa.String(), nullable=False),
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("authorization", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("noted_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workflow_id", "update_id"),
    )
    with op.batch_alter_table("signed_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_request_noted_ms"), ["noted_ms"], unique=False)
    op.create_table(
        "template_text",
        sa.Column("template_name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("template_name", "language"),
    )
    op.create_table(
        "templated_operation",
        sa.Column("operation_id", sa.String(), nullable=False),
        sa.Column("template_name", sa.String(), nullable=False),
        sa.Column("applications", sa.Text(), nullable=False),
        sa.Column("registration_id", sa.String(), nullable=True),
        sa.Column("activation_flag", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("signature_types", sa.Text(), nullable=False),
        sa.Column("risk_flags", sa.String(), nullable=False),
        sa.Column("max_failure_count", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("totp_seed", sa.Text(), nullable=True),
        sa.Column("status_reason", sa.String(), nullable=True),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("operation_id"),
    )
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.create_index("ix_operation_user", ["user_id", "created_ms", "operation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.drop_index("ix_operation_user")
    op.drop_table("templated_operation")
    op.drop_table("template_text")
    with op.batch_alter_table("signed_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signed_request_noted_ms"))
    op.drop_table("signed_request")
    op.drop_table("operation_text")
    op.drop_table("operation_template")
