"""Keys that sign bundles of evidence (`docs/evidence.md`)."""

from sqlalchemy import Column, Integer
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis, text


class EvidenceKeyRow(SQLModel, table=True):
    """A key pair of Ed25519; the one of the highest `generation` signs.

    `public_key` is base64 of its 32 bytes. `private_key` is sealed; null: another signs since, and nobody can by this one.
    """

    __tablename__ = "evidence_key"

    generation: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    public_key: str
    private_key: str | None = Field(default=None, sa_column=text(nullable=True))
    created_ms: int = Field(sa_column=millis())
