"""What operations have that a phone approves, and the requests by which it does."""

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, text


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
    """A phone's signed request on its way to a workflow: noted before the workflow is told, which hears its id only.

    `body` as it was sent; `context` is JSON: who asked from where. What a finished operation tells of its approval is read here.
    """

    __tablename__ = "signed_request"

    workflow_id: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    registration_id: str
    authorization: str = Field(sa_column=Column(Text, nullable=False))
    resource_id: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    context: str = Field(sa_column=json_text(nullable=False))
    noted_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    request_id: str | None = None
