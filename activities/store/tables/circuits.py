"""Receivers of deliveries that do not answer."""

from sqlalchemy import Boolean, Column, false
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis


class CircuitRow(SQLModel, table=True):
    """A receiver that has failed since it last answered; those that answer have no row.

    `lane` names it among those of a kind of deliveries. `failures` are those one after the other, `trials` those that failed
    while the circuit was open; `next_trial_ms` null: it is closed. `since_ms`: of the first failure. `trying`: somebody has the
    trial, and until `next_trial_ms` nobody else takes it.
    """

    __tablename__ = "circuit"

    kind: str = Field(primary_key=True)
    lane: str = Field(primary_key=True)
    failures: int
    trials: int
    last_error: str
    since_ms: int = Field(sa_column=millis())
    next_trial_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    trying: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
