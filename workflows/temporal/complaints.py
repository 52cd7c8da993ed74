"""What OpenTelemetry's SDK complains of, in our log: a collector that is away is so with each batch, and is told each minute."""

import logging
import time

_PAUSE_SECONDS = 60


class Complaints(logging.Handler):
    """Passes a line a minute of each logger on to the root's handlers."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._next: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`."""
        now = time.monotonic()
        if now >= self._next.get(record.name, 0):
            self._next[record.name] = now + _PAUSE_SECONDS
            logging.getLogger().handle(record)


def hear() -> None:
    """From now on, in the place of what was set up before."""
    logger = logging.getLogger("opentelemetry")
    logger.handlers[:] = [Complaints()]
    logger.propagate = False
