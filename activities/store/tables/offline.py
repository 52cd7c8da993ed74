"""What approvals without a network need beyond the operation."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import text


class OfflineNonceRow(SQLModel, table=True):
    """The nonce in an operation's QR code for one device, base64; it is gone once a code was right.

    `registration_id` is empty where the QR code was made for nobody in particular. `expires_ms`: the operation's deadline.
    `qr_text` is what the QR code said when it was served last, sealed.
    """

    __tablename__ = "offline_nonce"

    operation_id: str = Field(primary_key=True)
    registration_id: str = Field(primary_key=True)
    nonce: str
    qr_text: str | None = Field(default=None, sa_column=text(nullable=True))
    expires_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
