"""Circuit breakers: a receiver that does not answer is left alone but for one trial at a time, at growing intervals.

Their state is in the database: every worker goes by it, and operators see it. It is written only while a receiver fails.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass

from activities.deliveries.held import AWAY, Held
from activities.store import circuits
from activities.store.circuits import StoredCircuit
from activities.store.database import Database
from config.clock import now_ms
from config.vocabulary import CircuitState

log = logging.getLogger(__name__)

# So many failures, one after the other, open a circuit.
FAILURES = 5
FIRST_PAUSE_MS, LONGEST_PAUSE_MS = 10_000, 300_000
# A trial that nobody hears of in this time has died: longer than any sender takes.
TRIAL_MS = 100_000
# Those that are held come back over as long a time again as they were held for, within these bounds, not all at once.
_SHORTEST_SPREAD_MS, _LONGEST_SPREAD_MS = 5_000, 60_000


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave to make an attempt, as the circuit was then (null: it had no failures). `trial`: it decides about an open one."""

    circuit: StoredCircuit | None
    trial: bool


class Circuits:
    """Of one process; safe for threads. `kind` and `lane` name a receiver."""

    def __init__(self, database: Database, clock: Callable[[], int] = now_ms) -> None:
        self._database = database
        self._now = clock

    def ask_leave(self, kind: str, lane: str) -> Leave:
        """Leave to make an attempt. Raises `Held` AWAY while the circuit is open and no trial is due."""
        found = circuits.read(self._database, kind, lane)
        if found is None or found.next_trial_ms is None:
            return Leave(found, trial=False)
        now = self._now()
        if is_due(found, now):
            with self._database.write() as session:
                if circuits.claim(session, found, now + TRIAL_MS):
                    return Leave(found, trial=True)
            raise _hold(FIRST_PAUSE_MS)
        raise _hold(_pause_ms(found, found.next_trial_ms - now))

    def record_failure(self, kind: str, lane: str, leave: Leave, reason: str) -> None:
        """The receiver did not answer, for a reason in one word."""
        now = self._now()
        with self._database.write() as session:
            circuit = circuits.fail(session, kind, lane, reason, now)
            if circuit.failures < FAILURES or (circuit.next_trial_ms is not None and not leave.trial):
                return
            trials = circuit.trials + leave.trial
            pause = min(FIRST_PAUSE_MS << min(trials, 10), LONGEST_PAUSE_MS)
            circuits.pause(session, circuit, trials=trials, next_trial_ms=now + pause)
        log.warning("%s %s does not answer (%s): the next trial is in %d s", kind, lane, reason, pause // 1000)

    def record_answer(self, kind: str, lane: str, leave: Leave) -> None:
        """The receiver is there, whatever it said. Costs nothing where it had not failed."""
        if leave.circuit is None:
            return
        with self._database.write() as session:
            circuits.delete_circuit(session, kind, lane)
        if leave.circuit.next_trial_ms is not None:
            log.info("%s %s answers again", kind, lane)


def state_of(circuit: StoredCircuit | None, now: int) -> CircuitState:
    """What is shown of a receiver."""
    if circuit is None or circuit.next_trial_ms is None:
        return CircuitState.CLOSED
    return CircuitState.HALF_OPEN if circuit.trying or is_due(circuit, now) else CircuitState.OPEN


def is_due(circuit: StoredCircuit, now: int) -> bool:
    """Whether an open circuit is to be tried. A trial further away than any can be was set by a clock that is wrong."""
    return not now < (circuit.next_trial_ms or 0) <= now + LONGEST_PAUSE_MS


def _pause_ms(circuit: StoredCircuit, left_ms: int) -> int:
    """How long to wait: a trial is mostly over in milliseconds, but one that lasts has found nobody, or has died."""
    has_begun_just_now = circuit.trying and left_ms > TRIAL_MS - FIRST_PAUSE_MS
    return FIRST_PAUSE_MS if has_begun_just_now else left_ms


def _hold(pause_ms: int) -> Held:
    spread_ms = min(max(pause_ms, _SHORTEST_SPREAD_MS), _LONGEST_SPREAD_MS)
    return Held(AWAY, (pause_ms + random.uniform(0, spread_ms)) / 1000)  # noqa: S311 - to spread a load
