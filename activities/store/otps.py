"""One-time passwords: found by their id or by the operation that they are for, and moved with every try.

What only one caller may decide is decided on a locked row. Rows stay when they are removed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy import Table, bindparam, select, update

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import OtpRow
from config.identity_vocabulary import OtpStatus
from config.reasons import Reason
from config.refused import Refused

# A list is bounded, as every other.
MAX_LISTED = 100


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """See `OtpRow`; `value` is as it is stored, sealed where `is_sealed`."""

    otp_id: str
    otp_name: str
    user_id: str | None
    credential_name: str | None
    operation_id: str | None
    otp_data: str | None = field(repr=False)
    value: str | None = field(repr=False)
    is_sealed: bool
    otp_status: str
    attempt_counter: int
    failed_attempt_counter: int
    attempt_limit: int | None
    created_ms: int
    verified_ms: int | None
    blocked_ms: int | None
    expires_ms: int | None

    @property
    def is_active(self) -> bool:
        return self.otp_status == OtpStatus.ACTIVE

    @property
    def remaining_attempts(self) -> int | None:
        """How often it may be tried wrongly still; null: its policy does not count."""
        if not self.is_active:
            return 0
        return None if self.attempt_limit is None else max(0, self.attempt_limit - self.failed_attempt_counter)


_OTP: Table = OtpRow.__table__  # type: ignore[attr-defined]
_NAMES = tuple(one.name for one in fields(OneTimePassword))
_ALL = select(*(_OTP.c[name] for name in _NAMES))
_ONE = _ALL.where(_OTP.c.otp_id == bindparam("otp_id"))
_LOCKED = _ONE.with_for_update()
_OF_OPERATION = (
    _ALL.where(_OTP.c.operation_id == bindparam("operation_id"))
    .order_by(_OTP.c.created_ms.desc(), _OTP.c.otp_id.desc())
    .limit(MAX_LISTED)
)
_NEWEST = _ALL.where(_OTP.c.operation_id == bindparam("operation_id"), _OTP.c.otp_status != OtpStatus.REMOVED).order_by(
    _OTP.c.created_ms.desc(), _OTP.c.otp_id.desc()
)
_NEWEST_ONE = _NEWEST.limit(1)
_INSERT = _OTP.insert()
_MOVED = ("otp_status", "attempt_counter", "failed_attempt_counter", "verified_ms", "blocked_ms")
_MOVE = update(_OTP).where(_OTP.c.otp_id == bindparam("id")).values({name: bindparam(name) for name in _MOVED})
_IS_USABLE = (_OTP.c.otp_status == OtpStatus.ACTIVE) | (_OTP.c.otp_status == OtpStatus.EXTERNAL)
_SUPERSEDE = (
    update(_OTP)
    .where(_OTP.c.operation_id == bindparam("operation"), _IS_USABLE)
    .values(otp_status=bindparam("removed"))
)


def insert(session: Session, otp: OneTimePassword) -> None:
    """A new one; of its operation's earlier ones those that are active are removed."""
    if otp.operation_id is not None:
        session.run(_SUPERSEDE, {"operation": otp.operation_id, "removed": OtpStatus.REMOVED})
    session.run(_INSERT, columns(otp))


def find(session: Session, otp_id: str | None, operation_id: str | None) -> OneTimePassword:
    """By its id, or the operation's newest that is not removed.

    Raises `Refused` ONE_TIME_PASSWORD_NOT_FOUND; REQUEST_INVALID where neither is said, or it is another operation's.
    """
    if otp_id is None and operation_id is None:
        raise Refused(Reason.REQUEST_INVALID, "either otpId or operationId is required")
    if otp_id is None:
        row = session.run(_NEWEST_ONE, {"operation_id": operation_id}).first()
    else:
        row = session.run(_ONE, {"otp_id": otp_id}).first()
    if row is None:
        raise Refused(Reason.ONE_TIME_PASSWORD_NOT_FOUND)
    found = OneTimePassword(*row)
    if operation_id is not None and found.operation_id != operation_id:
        raise Refused(Reason.REQUEST_INVALID, "the one-time password is not of this operation")
    return found


def find_all(session: Session, operation_id: str) -> Sequence[OneTimePassword]:
    """An operation's, newest first, at most `MAX_LISTED`; removed ones too."""
    return [OneTimePassword(*row) for row in session.run(_OF_OPERATION, {"operation_id": operation_id})]


def lock(session: Session, otp_id: str) -> OneTimePassword:
    """Kept from other writers until the transaction ends. Raises `Refused` ONE_TIME_PASSWORD_NOT_FOUND."""
    found = lock_if_there(session, otp_id)
    if found is None:
        raise Refused(Reason.ONE_TIME_PASSWORD_NOT_FOUND)
    return found


def lock_if_there(session: Session, otp_id: str) -> OneTimePassword | None:
    """The same; null where there is none of this id."""
    row: Any = session.run(_LOCKED, {"otp_id": otp_id}).first()
    return None if row is None else OneTimePassword(*row)


def move(session: Session, otp: OneTimePassword) -> None:
    """Write its status and its counters."""
    session.run(_MOVE, {"id": otp.otp_id, **{name: getattr(otp, name) for name in _MOVED}})


def remove(session: Session, otp: OneTimePassword) -> OneTimePassword:
    """It can be used no longer; the row stays."""
    removed = replace(otp, otp_status=OtpStatus.REMOVED)
    move(session, removed)
    return removed
