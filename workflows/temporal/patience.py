"""Which workflows readers ask: none that has just not answered, for nobody is to wait for it again and again."""

import time
from collections import OrderedDict
from threading import Lock

from workflows.temporal.client import EngineUnavailable, WorkflowSilent

_SECONDS = 5.0
# Silent workflows are few: paused by an operator, or with code that fails.
_MAX = 10_000


class Patience:
    """One per process; safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._away_until = 0.0
        self._silent_until: OrderedDict[str, float] = OrderedDict()

    def allows(self, workflow_id: str) -> bool:
        """Whether the workflow is asked now."""
        now = time.monotonic()
        return now >= self._away_until and now >= self._silent_until.get(workflow_id, 0.0)

    def record_silence(self, workflow_id: str, error: EngineUnavailable) -> None:
        """It did not answer: it is left alone for a while, and all others with it where nobody answers."""
        until = time.monotonic() + _SECONDS
        if not isinstance(error, WorkflowSilent):
            self._away_until = until
            return
        with self._lock:
            self._silent_until[workflow_id] = until
            self._silent_until.move_to_end(workflow_id)
            if len(self._silent_until) > _MAX:
                self._silent_until.popitem(last=False)
