"""What operations have that a phone approves, and the requests by which it does."""

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, millis, text

_HAS_CALLER = sql("caller IS NOT NULL")


class TemplatedOperationRow(SQLModel, table=True):
    """An operation that was created from a template: what its template said then, and what its caller asked for.

    `applications`, `signature_types` and `parameters` are JSON. `totp_seed` is sealed; null: no proximity check.
    `registration_id`: the only device that may approve. `status_reason` holds of a canceled operation.
    """

    __tablename__ = "templated_operation"

    operation_id: str = Field(primary_key=True)
    template_name: str
    applications: str = Field(sa_column=json_text(nullable=False))
    registration_id: str | None = None
    activation_flag: str | None = None
    language: str
    signature_types: str = Field(sa_column=json_text(nullable=False))
    risk_flags: str
    max_failure_count: int
    parameters: str = Field(sa_column=json_text(nullable=False))
    totp_seed: str | None = Field(default=None, sa_column=text(nullable=True))
    status_reason: str | None = None
    silent: bool


class SignedRequestRow(SQLModel, table=True):
    """What is kept of a phone's signed request, whose workflow hears its id only.

    `body_digest` tells two requests apart. `context` and `caller` are JSON, and what a finished operation tells of its approval:
    what the app added; and from where it came, which is taken away after some time. `evidence` is sealed: the signature, what it
    is over, and what was found of it (`activities.device.answer_evidence`).
    """

    __tablename__ = "signed_request"

    workflow_id: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    registration_id: str
    body_digest: str
    context: str = Field(sa_column=json_text(nullable=False))
    caller: str | None = Field(default=None, sa_column=json_text())
    evidence: str | None = Field(default=None, sa_column=text(nullable=True))
    recorded_ms: int = Field(sa_column=millis())

    __table_args__ = (
        Index("ix_signed_request_caller", "recorded_ms", sqlite_where=_HAS_CALLER, postgresql_where=_HAS_CALLER),
    )
