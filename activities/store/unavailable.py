"""What the store says when the database is away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from activities.store.fault_words import describe, is_passing, is_unusable


class StoreUnavailable(Exception):
    """The database cannot be reached, or does not answer in time. Nothing is known of the transaction's fate."""


def unavailable_by(fault: Exception, driver_error: type[Exception] = OperationalError) -> StoreUnavailable | None:
    """What a fault of SQLAlchemy's, or of the driver's, says of the database: that it is away; null: it is there."""
    if (
        isinstance(fault, (OperationalError, InterfaceError, PoolTimeout, driver_error))
        or is_unusable(fault)
        or is_passing(fault)
    ):
        return StoreUnavailable(f"the database does not answer: {describe(fault)}")
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return StoreUnavailable("the connection to the database was lost")
    return None


@contextmanager
def telling_unavailable(driver_error: type[Exception] = OperationalError) -> Iterator[None]:
    """Raises `StoreUnavailable` for what means that."""
    try:
        yield
    except Exception as fault:
        if (told := unavailable_by(fault, driver_error)) is not None:
            raise told from fault
        raise
