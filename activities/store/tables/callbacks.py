"""Where the bank wants to hear of changes (`powerauth-protocol.md` §9.4)."""

from sqlmodel import Field, SQLModel

from activities.store.tables.columns import json_text, millis, text


class CallbackRow(SQLModel, table=True):
    """A callback of an application.

    `attributes` is a JSON list of the chosen ones. `credentials` and `secret` are sealed: what the `authentication` needs (null:
    none), and the key of the signature; so are `former_secrets` (null: none), a JSON list of `[secret, until_ms]`. `max_attempts`
    null: until the limit of the settings.
    """

    __tablename__ = "callback"

    callback_id: str = Field(primary_key=True)
    application_id: str = Field(index=True)
    name: str
    type: str
    url: str = Field(sa_column=text())
    attributes: str = Field(sa_column=json_text(nullable=False))
    authentication: str
    credentials: str | None = Field(default=None, sa_column=text(nullable=True))
    secret: str = Field(sa_column=text())
    former_secrets: str | None = Field(default=None, sa_column=text(nullable=True))
    enabled: bool
    max_attempts: int | None = None
    retention_days: int
    created_ms: int = Field(sa_column=millis())
