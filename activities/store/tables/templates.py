"""What operations over PowerAuth Cloud are made from (`mobile-and-cloud.md` §2, `powerauth-protocol.md` §9.2)."""

from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, text


class OperationTemplateRow(SQLModel, table=True):
    """A template. `signature_types` and `risk_flags` as the reference has them; `expiration` in seconds."""

    __tablename__ = "operation_template"

    template_name: str = Field(primary_key=True)
    operation_type: str
    data_template: str = Field(sa_column=text())
    signature_types: str = Field(sa_column=json_text(nullable=False))
    max_failure_count: int
    expiration: int
    risk_flags: str
    proximity_check_enabled: bool
    unfilled_places_allowed: bool


class OperationTextRow(SQLModel, table=True):
    """How a phone shows operations of a type in a language; the last three are JSON."""

    __tablename__ = "operation_text"

    operation_type: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    title: str = Field(sa_column=text())
    message: str = Field(sa_column=text())
    result_texts: str | None = Field(default=None, sa_column=json_text())
    attributes: str | None = Field(default=None, sa_column=json_text())
    ui: str | None = Field(default=None, sa_column=json_text())


class TemplateTextRow(SQLModel, table=True):
    """What pushes and offline codes say of operations of a template, in a language."""

    __tablename__ = "template_text"

    template_name: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    title: str = Field(sa_column=text())
    summary: str = Field(sa_column=text())
